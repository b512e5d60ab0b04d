import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { Person, program, serve } from '../journey/server.mjs';

const kDamages = Number(process.env.MH_PROOF_LONG ? 1000 : 200);
const root = mkdtempSync(join(tmpdir(), 'manyhands-operations-'));
after(() => rmSync(root, { recursive: true, force: true }));

// What a verb said and how it ended; never throws.
const verb = (args, env = {}) => new Promise((done) => execFile(program(), args, { env: { ...process.env, LANG: 'en_US.UTF-8', ...env } },
    (error, out, err) => done({ code: error ? error.code : 0, signal: error?.signal ?? null, out, err })));
const json = async (args, env) => {
    const said = await verb([...args, '--json'], env);
    return { ...said, said: JSON.parse(said.out.trim().split('\n').at(-1) || '{}') };
};
const found = (name) => json(['init', '--data', join(root, name), '--brand', 'Hanbit', '--name', 'Kim Gaon', '--email', 'kim@hanbit.example']);
const free_port = () => new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => done(port));
    });
});

describe('a company that is written to all the time', () => {
    const data = join(root, 'busy');
    const file = join(root, 'busy.tar');
    let server;
    let person;
    let figures;
    let acknowledged = 0;
    let writing = true;
    let writers;

    before(async () => {
        const { said } = await found('busy');
        figures = await free_port();
        server = await serve(data, { env: { MANYHANDS_LIMITS_CHANGES_PER_MINUTE: '0' }, extra: ['--metrics', `127.0.0.1:${figures}`] });
        person = await new Person(server.url).sign_in(said.link);
        writers = Promise.all(Array.from({ length: 16 }, async () => {
            while (writing) {
                const { response } = await person.call('POST', '/tokens', { name: 'one of many', scopes: ['read'] });
                assert.equal(response.status, 201);
                ++acknowledged;
            }
        }));
    });
    after(async () => {
        writing = false;
        await writers;
        await server.stop();
    });

    const tokens_in = (folder) => {
        const db = new DatabaseSync(join(folder, 'manyhands.db'), { readOnly: true });
        const { n } = db.prepare('select count(*) as n from tokens').get();
        db.close();
        return n;
    };

    it('is backed up meanwhile, with all that was acknowledged before', async (t) => {
        const began = Date.now();
        const first = acknowledged;
        const { code, said } = await json(['backup', file, '--data', data]);
        assert.equal(code, 0);
        t.diagnostic(`${Math.round((acknowledged - first) / Math.max(1, Date.now() - began) * 1000)} writes/s during the backup`);
        assert.equal(said.with_key, false);
        assert.equal(statSync(file).mode & 0o777, 0o600);
        const restored = await json(['restore', file, '--data', join(root, 'restored')]);
        assert.equal(restored.code, 0, restored.err);
        const n = tokens_in(join(root, 'restored'));
        assert.ok(n >= first && n <= acknowledged, `${first} <= ${n} <= ${acknowledged}`);
        const key = readFileSync(join(data, 'data.key'));
        assert.equal(readFileSync(file).indexOf(key), -1, 'the data key is not in it');
        assert.equal((await json(['audit', 'verify', '--data', join(root, 'restored')])).said.ok, true);
    });

    it('refuses to be replaced while its server runs', async () => {
        assert.equal((await json(['restore', file, '--data', data, '--force'])).said.error, 'storage.in_use');
    });

    it('takes verbs over the socket, with the same words and codes', async () => {
        const add = ['user', 'add', '--data', data, '--name', 'Ann Lee', '--email', 'ann@hanbit.example'];
        const added = await json(add);
        assert.equal(added.code, 0, added.err);
        assert.equal(added.said.initials, 'AL');
        const again = await json(add);
        assert.deepEqual([again.code, again.said.error], [1, 'identity.employee.email_taken']);
        assert.equal((await verb(['user', 'add', '--data', data, '--nonsense'])).code, 2);
        const everybody = await person.call('GET', '/employees');
        assert.ok(everybody.body.items.some((one) => one.email === 'ann@hanbit.example'), 'the running server knows');
        assert.equal(statSync(join(data, 'admin.sock')).mode & 0o777, 0o600);
        const audit = await person.call('GET', '/audit?action=employee.&limit=1');
        assert.equal(audit.body.items[0].kind, 'console');
        assert.equal((await json(['audit', 'verify', '--data', data])).said.ok, true, 'beside the running server');
        assert.equal((await verb(['report', '--data', data])).code, 0);
    });

    it('shows its figures on a listener of its own', async () => {
        const page = await (await fetch(`http://127.0.0.1:${figures}/metrics`)).text();
        assert.match(page, /^manyhands_http_requests_total\{operation="make_token",status="2xx"\} \d+$/m);
        assert.match(page, /^manyhands_storage_commits_total \d+$/m);
        assert.match(page, /^manyhands_conversations\{brand="\w+",list="queue"\} 0$/m);
        assert.doesNotMatch(page, /Kim Gaon|Hanbit|one of many/);
        assert.equal((await fetch(`${server.url}/metrics`)).status, 404, 'not where people connect');
    });

    it(`refuses ${kDamages} of ${kDamages} damaged backups`, async () => {
        const whole = readFileSync(file);
        const bad = join(root, 'bad.tar');
        let refused = 0;
        for (let i = 0; i < kDamages; ++i) {
            let bytes = Buffer.from(whole);
            const at = Math.floor(Math.random() * whole.length);
            if (i % 10 === 9) bytes = bytes.subarray(0, at);
            else bytes[at] ^= 1 << (i % 8);
            writeFileSync(bad, bytes);
            const { code, said } = await json(['restore', bad, '--check']);
            refused += code === 2 && said.error === 'storage.backup.damaged' ? 1 : 0;
        }
        assert.equal(refused, kDamages);
        assert.equal((await json(['restore', file, '--check'])).code, 0);
    });
});

describe('a migration that is killed', () => {
    const data = join(root, 'older');
    const schema = () => {
        const db = new DatabaseSync(join(data, 'manyhands.db'));
        const versions = db.prepare('select version from schema_version order by version').all().map((row) => row.version).join(' ');
        const { n } = db.prepare("select count(*) as n from sqlite_master where name in ('audit', 'audit_heads')").get();
        db.close();
        return { versions, n };
    };

    it('leaves the old state at every statement, and goes through afterwards', async () => {
        await found('older');
        const db = new DatabaseSync(join(data, 'manyhands.db'));
        db.exec('delete from schema_version where version = 7; drop table audit; drop table audit_heads');
        db.close();
        const old = schema();
        assert.equal(old.n, 0);
        const plan = await json(['migrate', '--data', data, '--dry-run']);
        assert.deepEqual(plan.said.migrations, ['0007_audit.sql']);
        assert.deepEqual(schema(), old, 'only said');
        let killed = 0;
        for (let n = 1; ; ++n) {
            const { signal, code } = await verb(['migrate', '--data', data], { MANYHANDS_FAILPOINT: `storage.migrate_statement=kill@${n}` });
            if (signal !== 'SIGKILL') {
                assert.equal(code, 0);
                break;
            }
            ++killed;
            assert.deepEqual(schema(), old, `killed at statement ${n}`);
            if (n === 2) {
                const late = await verb(['migrate', '--data', data], { MANYHANDS_FAILPOINT: 'storage.migrate_before_commit=kill' });
                assert.equal(late.signal, 'SIGKILL');
                assert.deepEqual(schema(), old, 'killed before the commit');
            }
        }
        assert.ok(killed >= 4, `${killed} statements`);
        assert.equal(schema().n, 2);
        const backups = readdirSync(join(data, 'backups')).filter((name) => name.endsWith('.tar'));
        assert.ok(backups.length >= 1);
        for (const name of backups) assert.equal((await json(['restore', join(data, 'backups', name), '--check'])).code, 0);
        const server = await serve(data);
        assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
        await server.stop();
    });
});

describe('the configuration', () => {
    it('stops a start by name and line', async () => {
        const file = join(root, 'manyhands.toml');
        writeFileSync(file, '[server]\nlisen = "127.0.0.1:1"\n');
        const serving = await verb(['serve', '--config', file, '--data', join(root, 'busy')]);
        assert.equal(serving.code, 2);
        assert.match(serving.err, /manyhands\.toml:2: .*server\.lisen.*server\.listen/);
        const checked = await json(['config', 'check', '--config', file]);
        assert.equal(checked.code, 1);
        const example = await verb(['config', 'example']);
        writeFileSync(file, example.out);
        assert.equal((await json(['config', 'check', '--config', file])).code, 0);
    });

    it('ends with a signal to systemd and a free folder', async () => {
        const data = join(root, 'served');
        await found('served');
        const server = await serve(data);
        assert.equal((await server.stop()).code, 0);
        assert.ok(!readdirSync(data).includes('admin.sock'));
        const child = spawn(program(), ['doctor', '--data', data]);
        assert.equal(await new Promise((done) => child.once('exit', done)), 1, 'no account yet');
    });
});

describe('a file of 2,600 people of whom 40 are wrong', () => {
    const kWrong = 40;
    const data = join(root, 'people');
    const file = join(root, 'people.csv');
    const is_wrong = (i) => i % 65 === 0;
    const kReasons = [(i) => `Person ${i},no address,desk`, (i) => `,p${i}@hanbit.example,desk`, (i) => `Person ${i},p${i}@hanbit.example,astronaut`, (i) => `=1+1,=p${i},desk`];
    let server;
    let person;
    before(async () => {
        writeFileSync(file, ['name,email,role', ...Array.from({ length: 2600 }, (_, i) => (is_wrong(i) ? kReasons[(i / 65) % kReasons.length](i) : `Person ${i},p${i}@hanbit.example,${i % 3 ? 'employee' : 'desk'}`))].join('\r\n'));
        const { said } = await found('people');
        server = await serve(data);
        person = await new Person(server.url).sign_in(said.link);
    });
    after(async () => { await server.stop(); });
    const post = async (dry) => {
        const response = await fetch(`${server.url}/api/v1/employees/import?dry_run=${dry ? 1 : 0}`, { method: 'POST', headers: { 'Content-Type': 'text/csv', cookie: person.cookie, 'x-csrf-token': person.csrf }, body: readFileSync(file) });
        assert.equal(response.status, 200);
        return response.json();
    };

    it('is tried without a trace, each wrong row named by its line and with what to do', async () => {
        const report = await post(true);
        assert.deepEqual([report.total, report.created, report.failed], [2600, 2600 - kWrong, kWrong]);
        const wrong = report.rows.filter((row) => !row.ok);
        assert.deepEqual(wrong.map((row) => row.line), Array.from({ length: kWrong }, (_, n) => n * 65 + 2));
        for (const row of wrong) assert.ok(row.problem.length > 10, JSON.stringify(row));
        assert.equal((await person.get('/employees?limit=1')).body.total, 1, 'nothing is saved');
    });

    it('saves the others, keeps answering meanwhile, and says the same again', async () => {
        let answered = 0;
        let saving = true;
        const others = (async () => { while (saving) { assert.equal((await fetch(`${server.url}/healthz`)).status, 200); ++answered; } })();
        const report = await post(false);
        saving = false;
        await others;
        assert.ok(answered > 0);
        assert.deepEqual([report.created, report.failed], [2600 - kWrong, kWrong]);
        assert.equal(new Set(report.rows.filter((row) => row.ok).map((row) => row.initials)).size, 2600 - kWrong, 'initials of their own');
        assert.equal((await person.get('/employees?limit=1')).body.total, 1 + 2600 - kWrong);
        const again = await post(false);
        assert.deepEqual([again.created, again.updated, again.unchanged, again.failed], [0, 0, 2600 - kWrong, kWrong]);
    });

    it('goes in by the command line, too, beside the running server; its file holds no formula', async () => {
        const { code, out } = await verb(['user', 'import', file, '--data', data, '--csv']);
        assert.equal(code, 1, 'some rows are wrong');
        const lines = out.replace(/^\uFEFF/, '').trimEnd().split('\r\n');
        assert.equal(lines.length, 2601);
        for (const line of lines) for (const cell of line.split(',')) assert.doesNotMatch(cell, /^"?[=+@-]/, line);
    });
});
