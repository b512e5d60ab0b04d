// A company at work on a disk that breaks: people claim, write notes, put up pictures and answer while mentions come in.
// What the server acknowledged is kept here, and looked for in the file afterwards.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32, deflateSync } from 'node:zlib';
import { found, Network, Person, program, random_of, remove, Server, sleep, temporary } from '../load/lab.mjs';

export const shim = join(dirname(program()), 'libmh_disk.so');

export function on_shim(folder, more = {}) {
    // A sanitized program wants its runtime to come first; the shim calls nothing of it.
    const asan = [process.env.ASAN_OPTIONS, 'verify_asan_link_order=0'].filter(Boolean).join(':');
    return { LD_PRELOAD: shim, MH_DISK_ROOT: folder, ASAN_OPTIONS: asan, ...more };
}

function picture(n) {
    const chunk = (type, data) => {
        const body = Buffer.concat([Buffer.from(type), data]);
        const out = Buffer.alloc(body.length + 8);
        out.writeUInt32BE(data.length);
        body.copy(out, 4);
        out.writeUInt32BE(crc32(body), body.length + 4);
        return out;
    };
    const head = Buffer.from([0, 0, 0, 4, 0, 0, 0, 4, 8, 2, 0, 0, 0]);
    const rows = Buffer.concat(Array.from({ length: 4 }, (_, i) => Buffer.concat([Buffer.from([0]), createHash('sha256').update(`${n} ${i}`).digest().subarray(0, 12)])));
    return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

export class Company {
    // `data`: where its folder is to lie; otherwise in a temporary one.
    static async found(seed, { faults = {}, accounts = 2, data } = {}) {
        const one = new Company();
        one.random = random_of(seed);
        one.network = await Network.start({}, { seed });
        one.faults = faults;
        one.brands = [];
        for (let i = 0; i < accounts; ++i) one.brands.push(await one.network.person(`brand${i}`));
        one.customer = await one.network.person('ann');
        one.mentions = 0;
        one.acknowledged = { notes: new Map(), answers: new Map(), pictures: new Map() };
        one.odd = new Map();
        one.serial = 0;
        const made = await found(one.network, one.brands, { people: 1, ...(data ? { data } : {}) });
        one.data = made.data;
        one.server = new Server(made.data);
        one.people = made.tokens.map((token) => new Person(one.server, token));
        return one;
    }
    env = (more = {}) => on_shim(this.data, more);
    // The network's faults are for answers.
    async mention(n) {
        await this.network.faults({});
        for (let i = 0; i < n; ++i) {
            const brand = this.brands[this.mentions % this.brands.length];
            await this.network.post(this.customer, `@${brand.handle} question #${++this.mentions}`);
        }
        await this.network.faults(this.faults);
    }
    // Works until `over()`. What gets no answer, or one that is no success, was not acknowledged.
    async work(over, workers = 6) {
        const taken = new Set();
        let rows = [];
        const feed = async () => {
            while (!over()) {
                try {
                    rows = (await this.people[0].list('queue', 50)).items;
                } catch { /* it is gone */ }
                await sleep(60);
            }
        };
        const one_worker = async (i) => {
            const person = this.people[1 + (i % (this.people.length - 1))];
            const ask = async (kind, key, request) => {
                const answer = await request();
                const id = key ?? answer.body?.id;
                if (answer.status >= 200 && answer.status < 300) this.acknowledged[kind].set(id, answer.body);
                else this.odd.set(`${kind} ${answer.status} ${answer.body?.type}`, (this.odd.get(`${kind} ${answer.status} ${answer.body?.type}`) ?? 0) + 1);
                return answer;
            };
            while (!over()) {
                const row = rows.find((one) => !taken.has(one.id));
                if (!row) {
                    await sleep(20);
                    continue;
                }
                taken.add(row.id);
                const n = ++this.serial;
                try {
                    await ask('notes', `note ${n}`, () => person.ask('POST', `/conversations/${row.id}/notes`, { text: `note ${n}`, mentions: [] }));
                    if (n % 3 === 0) await ask('pictures', null, () => this.put_picture(person, n));
                    await ask('answers', `power-key-${n}`, () => person.submit(row.id, row.public_version, `Answer number ${n}`, `power-key-${n}`));
                } catch { /* it is gone, or will not say */ }
            }
        };
        await Promise.all([feed(), ...Array.from({ length: workers }, (_, i) => one_worker(i))]);
    }
    async put_picture(person, n) {
        const response = await fetch(`${this.server.address}/api/v1/media`, {
            method: 'POST', body: picture(n), signal: AbortSignal.timeout(20_000),
            headers: { Authorization: `Bearer ${person.token}`, 'Content-Type': 'image/png' },
        });
        return { status: response.status, body: await response.json() };
    }
    // Looks at a copy of the files, as the next start would find them: {missing: [...], integrity}.
    look() {
        const copy = join(temporary(), 'copy');
        mkdirSync(copy);
        for (const name of ['manyhands.db', 'manyhands.db-wal'])
            if (existsSync(join(this.data, name))) copyFileSync(join(this.data, name), join(copy, name));
        const missing = [];
        let integrity = 'cannot be opened';
        try {
            const db = new DatabaseSync(join(copy, 'manyhands.db'));
            integrity = db.prepare('pragma integrity_check').all().map((row) => row.integrity_check).join('; ');
            const ids = (sql) => new Map(db.prepare(sql).all().map((row) => [row.id, row.more]));
            const there = {
                notes: ids('select body as id, id as more from notes'),
                answers: ids('select idempotency_key as id, state as more from answers'),
                pictures: ids('select id, digest as more from media'),
            };
            for (const [kind, all] of Object.entries(this.acknowledged))
                for (const id of all.keys()) if (!there[kind].has(id)) missing.push(`${kind} ${id}`);
            for (const id of this.acknowledged.pictures.keys()) {
                const digest = there.pictures.get(id);
                const file = digest && join(this.data, 'media', digest.slice(0, 2), digest);
                if (digest && (!existsSync(file) || createHash('sha256').update(readFileSync(file)).digest('hex') !== digest))
                    missing.push(`the file of picture ${id}`);
            }
            db.close();
        } catch (error) {
            missing.push(`everything: ${error.message}`);
        }
        remove(dirname(copy));
        return { missing, integrity };
    }
    acknowledged_count() {
        return Object.values(this.acknowledged).reduce((sum, all) => sum + all.size, 0);
    }
    // After the last start: everything settles; then the network's own record is compared with what was promised.
    async settle(seconds = 90) {
        const ends = performance.now() + seconds * 1000;
        await this.network.faults({});
        for (;;) {
            const page = await this.people[0].list('going_out', 1).catch(() => null);
            if (page && page.items.length === 0) break;
            if (performance.now() > ends) throw new Error('answers still on their way');
            await sleep(250);
        }
        const posted = new Map();
        for (const brand of this.brands)
            for (const post of await this.network.record(brand)) {
                const n = /number (\d+)/.exec(post.text)?.[1];
                posted.set(`power-key-${n}`, (posted.get(`power-key-${n}`) ?? 0) + 1);
            }
        const db = new DatabaseSync(join(this.data, 'manyhands.db'), { readOnly: true });
        // A worker that could not keep what it heard comes back after five seconds.
        const all_heard = db.prepare("select count(distinct body) as n from posts where body like '@%question #%'");
        while (all_heard.get().n < this.mentions && performance.now() < ends) await sleep(100);
        await sleep(1500);  // one more round of listening, in which nothing may come twice
        const held = new Set(db.prepare("select idempotency_key as id from answers where state = 'held'").all().map((row) => row.id));
        const heard = db.prepare("select body, count(*) as n from posts where body like '@%question #%' group by body").all();
        db.close();
        return {
            lost: [...this.acknowledged.answers.keys()].filter((key) => !posted.has(key) && !held.has(key)),
            doubled: [...posted].filter(([, times]) => times > 1).map(([key]) => key),
            held: held.size,
            mentions_missing: this.mentions - heard.length,
            mentions_doubled: heard.filter((row) => row.n > 1).length,
        };
    }
    async end() {
        if (this.server.alive()) await this.server.kill();
        await this.network.stop();
        remove(join(this.data, '..'));
    }
}
