// The disk fills up while people work, and has room again. Meanwhile nothing is acknowledged that is not kept, reads go on,
// everybody is told, and afterwards it goes on by itself. On a small tmpfs where one may be mounted, otherwise on the shim,
// which says ENOSPC to everything that would grow.
//   node full.mjs [rounds]
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { end, figure, remove, seed, sleep, temporary, time_figure, until } from '../load/lab.mjs';
import { Company } from './company.mjs';

const kRounds = Number(process.argv[2] ?? process.env.MH_FULL_ROUNDS ?? 3);
const kFullSeconds = 3;
const kUntilFull = 60;  // at most: there is room in the database's own files, and it is used up first

// A disk of 48 MB with a ballast, or null where nothing may be mounted.
function small_disk() {
    const at = join(temporary(), 'small');
    mkdirSync(at);
    try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', at], { stdio: 'ignore' });
    } catch {
        return null;
    }
    const ballast = join(at, 'ballast');
    const gone = () => {
        try {
            execFileSync('umount', ['-l', at], { stdio: 'ignore' });
        } catch { /* it is not there any more */ }
    };
    process.prependListener('exit', gone);
    return {
        kind: 'tmpfs of 48 MB with a ballast', data: join(at, 'company', 'data'), env: () => ({}), gone,
        fill() {
            const fd = openSync(ballast, 'w');
            for (const size of [1 << 20, 4096]) {
                const piece = Buffer.alloc(size);
                try {
                    for (;;) if (writeSync(fd, piece) < size) break;
                } catch { /* full */ }
            }
            closeSync(fd);
        },
        free: () => unlinkSync(ballast),
    };
}
function shim_disk() {
    const folder = temporary();
    const sign = join(folder, 'full');
    return {
        kind: 'shim, as nothing may be mounted here', data: join(folder, 'company', 'data'), gone: () => remove(folder),
        env: (company) => company.env({ MH_DISK_FULL: sign }), fill: () => writeFileSync(sign, ''), free: () => rmSync(sign),
    };
}

const disk = (process.env.MH_FULL_DISK === 'shim' ? null : small_disk()) ?? shim_disk();
console.log(`# the disk is full ${kRounds} times: ${disk.kind} | seed ${seed}`);
const company = await Company.found(seed, { faults: { hang_up: 0.05 }, data: disk.data });
if (!(await company.server.start(disk.env(company)))) throw new Error(`the server did not start: ${company.server.process.errors()}`);
const kim = company.people[0];

let told = [];
let silent;
const watching = kim.events('server', ({ read_only }) => told.push(read_only), new Promise((done) => { silent = done; }));
const out = { refused: 0, taken: 0, strange: new Map(), reads: 0, reads_failed: [], slowest: 0, on_after: [], told: 0, missing: [] };
for (let round = 0; round < kRounds; ++round) {
    await company.mention(30);
    let over = false;
    const work = company.work(() => over, 4);
    await sleep(600);
    disk.fill();
    const full_since = performance.now();
    const before = company.acknowledged_count();
    const refused_before = out.refused;
    told = [];
    const is_full = () => {
        const seconds = (performance.now() - full_since) / 1000;
        return seconds < kFullSeconds || (seconds < kUntilFull && (out.refused === refused_before || !told.includes(true)));
    };
    // Somebody who reads, and somebody who tries on and on to write.
    const [reading, writing] = [(async () => {
        while (is_full()) {
            const at = performance.now();
            const answer = await kim.ask('GET', '/conversations?view=all&limit=50').catch((error) => ({ status: error.message }));
            out.slowest = Math.max(out.slowest, performance.now() - at);
            ++out.reads;
            if (answer.status !== 200) out.reads_failed.push(answer.status);
            await sleep(20);
        }
    })(), (async () => {
        const rows = (await kim.list('all', 50)).items;
        for (let i = 0; is_full(); ++i) {
            const text = `full ${round} ${i} ${'long '.repeat(200)}`;
            const answer = await company.people[1].ask('POST', `/conversations/${rows[i % rows.length].id}/notes`, { text, mentions: [] }).catch((error) => ({ status: error.message }));
            if (answer.status === 503 && answer.body.type === 'urn:manyhands:problem:storage.disk_full') ++out.refused;
            else if (answer.status === 201 || answer.status === 200) company.acknowledged.notes.set(text.trim(), answer.body);
            else out.strange.set(`${answer.status} ${answer.body?.type}`, (out.strange.get(`${answer.status} ${answer.body?.type}`) ?? 0) + 1);
            await sleep(5);
        }
    })()];
    await Promise.all([reading, writing]);
    if (told.includes(true)) ++out.told;
    out.taken += company.acknowledged_count() - before;
    disk.free();
    const at = performance.now();
    const id = (await kim.list('all', 1)).items[0].id;
    await until(async () => {
        const answer = await company.people[1].ask('POST', `/conversations/${id}/notes`, { text: `room ${round}`, mentions: [] });
        return answer.status < 300;
    }, { what: 'changes to go through again', every: 20 });
    out.on_after.push(performance.now() - at);
    await until(async () => told.at(-1) === false, { what: 'everybody to be told that it writes again' });
    await company.mention(3);  // what came meanwhile and now is heard without anybody's help
    await sleep(300);
    over = true;
    await work;
    out.missing.push(...company.look().missing);
}
silent();
await watching;
const settled = await company.settle();
const seen = company.look();
for (const bad of [...out.missing, ...seen.missing].slice(0, 5)) console.error(`bad: ${bad}`);
console.log(`# ${JSON.stringify({ ...out, strange: [...out.strange], odd: [...company.odd], settled })}`);
const where = disk.kind.split(/[ ,]/)[0];
figure('full disk: changes refused with the right word', out.refused, '>= 1 a round', out.refused >= kRounds, where);
figure('full disk: other refusals', [...out.strange.values()].reduce((a, b) => a + b, 0), '0', out.strange.size === 0);
figure('full disk: false acknowledgements', out.missing.length + seen.missing.length + settled.lost.length, '0',
    out.missing.length + seen.missing.length + settled.lost.length === 0, `of ${company.acknowledged_count()}`);
figure('full disk: reads that failed meanwhile', out.reads_failed.length, '0', out.reads_failed.length === 0, `of ${out.reads}`);
figure('full disk: rounds in which everybody was told', out.told, `${kRounds}`, out.told === kRounds);
figure('full disk: answers doubled', settled.doubled.length, '0', settled.doubled.length === 0);
figure('full disk: mentions missing or doubled', Math.abs(settled.mentions_missing) + settled.mentions_doubled, '0',
    settled.mentions_missing === 0 && settled.mentions_doubled === 0);
figure('full disk: the file afterwards', seen.integrity, 'ok', seen.integrity === 'ok');
time_figure('full disk: slowest read meanwhile', out.slowest, 1000);
time_figure('full disk: until changes go through again, slowest', Math.max(...out.on_after), 1000);
await company.end();
disk.gone();
end();
