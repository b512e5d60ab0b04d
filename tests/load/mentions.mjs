// Every mention the network gave us is there once. The network tells each change one to three times and in any order, the
// server is killed in the middle of each of MH_PROOF_RESTARTS (20) portions, and twice it forgets how far it had read. After each restart the
// table is compared with the network's own record, by one hash.
//   node mentions.mjs [events]        default 2,000; PROOF=long 1,000,000
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { end, figure, found, Network, random_of, remove, seed, Server, sleep, time_figure, until } from './lab.mjs';

const kEvents = Number(process.argv[2] ?? process.env.MH_PROOF_MENTIONS ?? 2000);
const kRestarts = Number(process.env.MH_PROOF_RESTARTS ?? 20);
const kForgets = [Math.floor(kRestarts / 3), Math.floor((2 * kRestarts) / 3)];
const kCustomers = 50;

const random = random_of(seed);
const network = await Network.start({});
const brand = await network.person('hanbit');
const customers = [];
for (let i = 0; i < kCustomers; ++i) customers.push(await network.person(`customer${i}`));
const company = await found(network, [brand]);
const server = new Server(company.data);
const file = join(company.data, 'manyhands.db');

// What the network holds, and what we hold: the same words in the same order, hashed.
const digest = (lines) => createHash('sha256').update(lines.toSorted().join('\n')).digest('hex').slice(0, 16);
const words = (id, author, parent, root, body) => JSON.stringify([id, author, parent, root, body]);
async function theirs() {
    const lines = [];
    for (const customer of customers)
        for (const post of await network.record(customer)) lines.push(words(post.id, customer.id, post.parent ?? '', post.root ?? post.id, post.text));
    return { n: lines.length, lines, hash: digest(lines) };
}
function ours() {
    const db = new DatabaseSync(file, { readOnly: true });
    const rows = db.prepare("select remote_id, author_remote_id, parent_remote_id, root_remote_id, body from posts where side = 'customer'").all();
    const twice = db.prepare('select count(*) as n from (select remote_id from posts group by network, remote_id having count(*) > 1)').get().n;
    const conversations = db.prepare('select count(*) as n from conversations').get().n;
    db.close();
    const root = (row) => row.root_remote_id || row.remote_id;
    const lines = rows.map((row) => words(row.remote_id, row.author_remote_id, row.parent_remote_id, root(row), row.body));
    return { n: rows.length, twice, conversations, lines, hash: digest(lines) };
}

// The first few rows in which the two differ.
async function difference() {
    const mine = new Map(ours().lines.map((line) => [JSON.parse(line)[0], line]));
    const wrong = [];
    for (const line of (await theirs()).lines) if (mine.get(JSON.parse(line)[0]) !== line) wrong.push({ theirs: line, ours: mine.get(JSON.parse(line)[0]) });
    return { wrong: wrong.length, first: wrong.slice(0, 3) };
}

// A portion: mentions, answers of customers to what they had written, and edits.
const roots = [];
async function portion(n) {
    const work = Array.from({ length: n }, (_, i) => i);
    await Promise.all(Array.from({ length: 16 }, async () => {
        for (; work.pop() !== undefined;) {
            const customer = customers[Math.floor(random() * kCustomers)];
            const known = roots[Math.floor(random() * roots.length)];
            const dice = random();
            if (known && dice < 0.2) await network.post(known.customer, 'and one thing more', { parent: known.id });
            else if (known && dice < 0.25) await network.ask('PATCH', `/posts/${known.id}`, { text: `@hanbit said otherwise ${random()}` }, known.customer.token);
            else roots.push({ customer, id: await network.post(customer, `@hanbit question ${roots.length}`) });
        }
    }));
}

const out = { same: 0, differ: [], kills: 0, seconds: 0, ready: [] };
const start = async () => {
    const at = performance.now();
    if (!(await server.start())) throw new Error(`the server did not start: ${server.process.errors()}`);
    out.ready.push(performance.now() - at);
};
console.log(`# ${kEvents} mentions, each told one to three times, shuffled, ${kRestarts} kills | seed ${seed}`);
await network.faults({ shuffle: true });
const began = performance.now();
for (let round = 0; round < kRestarts; ++round) {
    await start();
    await portion(Math.ceil(kEvents / kRestarts));
    await sleep(random() * 400);
    await server.kill();
    ++out.kills;
    if (kForgets.includes(round)) {
        const db = new DatabaseSync(file);
        db.exec("update cursors set cursor_text = ''");
        db.close();
    }
    await start();
    const wanted = await theirs();
    // It has read to the end when nothing is missing, or when it does not get any further.
    let seen = ours();
    await until(() => {
        seen = ours();
        return seen.n >= wanted.n && seen.hash === wanted.hash;
    }, { what: 'the mentions', seconds: 60 + kEvents / 1000, every: 150 }).catch(() => {});
    if (kForgets.includes(round)) {
        await sleep(2000);  // all of it is told again: nothing may change
        seen = ours();
    }
    if (seen.hash === wanted.hash && seen.twice === 0 && seen.conversations === roots.length) ++out.same;
    else out.differ.push({ round, wanted: wanted.n, seen: { ...seen, lines: undefined }, roots: roots.length, ...(await difference()) });
    await server.stop();
}
out.seconds = (performance.now() - began) / 1000;
for (const bad of out.differ.slice(0, 3)) console.error(`bad: ${JSON.stringify(bad)}`);
console.log(`# ${JSON.stringify({ ...out, ready: undefined, differ: out.differ.length })}`);
figure('mentions: the same table hash after a kill', `${out.same} of ${kRestarts}`, `${kRestarts} of ${kRestarts}`, out.same === kRestarts,
    `${kEvents} events, the cursor lost ${kForgets.length} times`);
time_figure('mentions: ready again, slowest', Math.max(...out.ready), 2000);
figure('mentions: time', `${out.seconds.toFixed(0)} s`);
// The proof can fail: a post that is not there, or one word of it changed, is another hash.
{
    const db = new DatabaseSync(file);
    db.exec("update posts set body = body || '.' where rowid = (select min(rowid) from posts where side = 'customer')");
    db.close();
    figure('mentions: one changed letter is seen', ours().hash !== (await theirs()).hash ? 'yes' : 'no', 'yes', ours().hash !== (await theirs()).hash);
}
await network.stop();
remove(join(company.data, '..'));
end();
