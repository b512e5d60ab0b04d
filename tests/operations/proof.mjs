// Promises 13 and 14, the long forms: a gigabyte saved while people write and brought back; damaged backups refused; a new
// version that takes over under load.
//   node proof.mjs
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { cli, end, figure, found, Network, Person, program, random_of, remove, seed, Server, sleep, temporary, time_figure, until } from '../load/lab.mjs';

const kBytes = Number(process.env.MH_BACKUP_BYTES ?? 1 << 30);
const kDamages = Number(process.env.MH_BACKUP_DAMAGES ?? 1000);
const kAtOnce = Math.max(1, Math.min(Number(process.env.MH_JOBS ?? 2), 4));
const kUpgrades = 3;
const random = random_of(seed);

// How a verb ended and the last line that it said.
const verb = (...args) => new Promise((done) => execFile(program(), [...args, '--json'], { env: { ...process.env, LANG: 'en_US.UTF-8' }, maxBuffer: 1 << 26 },
    (error, out) => done({ code: error ? (error.code ?? error.signal) : 0, said: JSON.parse(out.trim().split('\n').at(-1) || '{}') })));

console.log(`# backup, restore, upgrade | seed ${seed}`);
const network = await Network.start({});
const brand = await network.person('hanbit');
const customer = await network.person('ann');
const company = await found(network, [brand], { people: 2 });
const db_file = join(company.data, 'manyhands.db');
const server = new Server(company.data);
const people = company.tokens.map((token) => new Person(server, token));
await server.start();
for (let i = 0; i < 20; ++i) await network.post(customer, `@hanbit question ${i}`);
const rows = await until(async () => ((page) => page.items.length === 20 && page.items)(await people[0].list('all')), { what: 'the mentions' });
await server.stop();

// Half of the gigabyte in the database, as posts; half in pictures. Neither gets smaller by packing.
{
    const db = new DatabaseSync(db_file);
    const columns = db.prepare('pragma table_info(posts)').all().map((column) => column.name);
    const value = (name) => ({ id: "'fat' || n", remote_id: "'fat' || n", body: 'hex(randomblob(2000))' })[name] ?? `p.${name}`;
    db.exec(`insert into posts (${columns.join(', ')}) with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${Math.floor(kBytes / 2 / 4100)})
        select ${columns.map(value).join(', ')} from numbers, (select * from posts limit 1) p`);
    const employee = db.prepare('select id, brand from employees limit 1').get();
    const size = 8 << 20;
    for (let i = 0; i < kBytes / 2 / size; ++i) {
        const bytes = randomBytes(size);
        const digest = createHash('sha256').update(bytes).digest('hex');
        mkdirSync(join(company.data, 'media', digest.slice(0, 2)), { recursive: true });
        writeFileSync(join(company.data, 'media', digest.slice(0, 2), digest), bytes);
        db.prepare('insert into media (id, brand, owner, digest, type, width, height, bytes, created_at) values (?, ?, ?, ?, ?, 1, 1, ?, ?)')
            .run(`fat${i}`, employee.brand, employee.id, digest, 'image/png', size, Date.now() * 1000);
    }
    db.close();
}

// -- a gigabyte under writes --------------------------------------------------------------------------------------------
await server.start();
const notes = new Map();  // text -> when it was acknowledged
let writing = true;
let refused = 0;
const writers = Promise.all(Array.from({ length: 8 }, async (_, i) => {
    for (let n = 0; writing; ++n) {
        const text = `note ${i} ${n}`;
        const said = await people[i % 3].ask('POST', `/conversations/${rows[i].id}/notes`, { text, mentions: [] });
        if (said.status < 300) notes.set(text, performance.now());
        else ++refused;
    }
}));
const folder = temporary();
await sleep(1000);
const file = join(folder, 'backup.tar');
const began = performance.now();
const saved = await verb('backup', file, '--data', company.data);
const backed_up = performance.now() - began;
const rate = [...notes.values()].filter((at) => at >= began).length / (backed_up / 1000);
writing = false;
await writers;
await server.kill();  // and the machine is gone
const size = statSync(file).size;
const restoring = performance.now();
const restored = join(folder, 'restored');
const back = await verb('restore', file, '--data', restored);
const restore_took = performance.now() - restoring;
let missing = -1;
if (back.code === 0) {
    const db = new DatabaseSync(join(restored, 'manyhands.db'), { readOnly: true });
    const there = new Set(db.prepare("select body from notes").all().map((row) => row.body));
    missing = [...notes].filter(([text, at]) => at < began && !there.has(text)).length;
    db.close();
}
figure('backup: size', `${(size / 2 ** 30).toFixed(2)} GB`, `>= ${(kBytes / 2 ** 30).toFixed(2)} GB`, size >= 0.95 * kBytes);
time_figure('backup: time under writes', backed_up, 60_000);
figure('backup: writes a second meanwhile', rate.toFixed(0), '>= 500', rate >= 500, `${refused} refused`, '-', false);
time_figure('backup: time of the restore', restore_took, 60_000);
figure('backup: acknowledged before it and not in it', missing, '0', saved.code === 0 && missing === 0, `of ${[...notes.values()].filter((at) => at < began).length}`);
rmSync(restored, { recursive: true, force: true });
rmSync(file);

// -- damage ------------------------------------------------------------------------------------------------------------------
{
    const small = join(folder, 'small');
    await cli(small, 'init', '--brand', 'Hanbit', '--name', 'Kim Gaon', '--email', 'kim@hanbit.example');
    await verb('backup', file, '--data', small);
    const whole = readFileSync(file);
    const wrong = [];
    let done = 0;
    await Promise.all(Array.from({ length: kAtOnce }, async (_, lane) => {
        const bad = join(folder, `bad${lane}.tar`);
        for (let i; (i = done++) < kDamages;) {
            let bytes = Buffer.from(whole);
            const at = Math.floor(random() * whole.length);
            if (i % 10 === 9) bytes = bytes.subarray(0, at);
            else bytes[at] ^= 1 << (i % 8);
            writeFileSync(bad, bytes);
            const { code, said } = await verb('restore', bad, '--check');
            if (code !== 2 || said.error !== 'storage.backup.damaged') wrong.push(`${i % 10 === 9 ? 'cut' : 'bit'} at ${at}: ${code} ${said.error}`);
        }
    }));
    for (const one of wrong.slice(0, 5)) console.error(`bad: ${one}`);
    figure('backup: damaged ones refused', `${kDamages - wrong.length}`, `${kDamages}`, wrong.length === 0, 'one bit, or cut short');
    figure('backup: the whole one is taken', (await verb('restore', file, '--check')).code, '0', (await verb('restore', file, '--check')).code === 0);
}

// -- a new version under load -----------------------------------------------------------------------------------------------
// One process owns the folder, so the old one ends before the new one begins: what a single process can promise is that
// whatever it took is answered and kept, and that the gap is short. A proxy that waits bridges it.
{
    const later = new Map();
    let broken = 0;      // the connection went while a request was on its way
    let connections = 0; // nobody was there
    let failed = 0;      // an answer that was an error
    let acknowledged_lost = 0;
    const gaps = [];
    await server.start();
    let on = true;
    const load = Promise.all(Array.from({ length: 6 }, async (_, i) => {
        for (let n = 0; on; ++n) {
            const text = `upgrade ${i} ${n}`;
            try {
                const said = await people[i % 3].ask('POST', `/conversations/${rows[i].id}/notes`, { text, mentions: [] });
                if (said.status < 300) later.set(text, true);
                else if (said.status === 503) ++connections;
                else ++failed;
            } catch (error) {
                if (error.cause?.code === 'ECONNREFUSED') ++connections;
                else ++broken;
                await sleep(10);
            }
        }
    }));
    for (let i = 0; i < kUpgrades; ++i) {
        await sleep(500 + random() * 500);
        const at = performance.now();
        await server.stop();
        const db = new DatabaseSync(db_file);
        db.exec('delete from schema_version where version = 7; drop table audit; drop table audit_heads');
        db.close();
        if (!(await server.start())) throw new Error(server.process.errors());
        gaps.push(performance.now() - at);
    }
    await sleep(500);
    on = false;
    await load;
    const db = new DatabaseSync(db_file, { readOnly: true });
    const there = new Set(db.prepare('select body from notes').all().map((row) => row.body));
    acknowledged_lost = [...later.keys()].filter((text) => !there.has(text)).length;
    db.close();
    await server.stop();
    figure('upgrade: requests answered with an error', failed, '0', failed === 0, `of ${later.size}`);
    figure('upgrade: requests cut off on their way', broken, '-', null, `${kUpgrades} upgrades with a migration and its backup`);
    figure('upgrade: acknowledged and lost', acknowledged_lost, '0', acknowledged_lost === 0);
    time_figure('upgrade: nobody there, slowest', Math.max(...gaps), 60_000);
    figure('upgrade: refused connections meanwhile', connections, '- (a single process)', null);
}
await network.stop();
remove(join(company.data, '..'));
remove(folder);
end();
