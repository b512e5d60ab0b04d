// One dead network never touches the others. Four networks with an account each; one of them swallows everything, hangs up,
// answers 503, answers 429, or refuses its token, while people go on answering on all four. What is measured: how long an
// answer takes on the other three, beside the same with all four well; how soon the trouble is shown; whether everything
// leaves by itself when the network is back. And how long the intent of a sending takes to be durable, beside the disk alone.
//   node networks.mjs [seconds of each trouble]
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { end, figure, found, cli, Network, Person, remove, seed, Server, sleep, temporary, until } from './lab.mjs';

const kSeconds = Number(process.argv[2] ?? process.env.MH_NETWORKS_SECONDS ?? 10);
const kEvery = 120;  // milliseconds between two mentions on one network
const kTroubles = {
    'a black hole': { begin: (network) => network.process.child.kill('SIGSTOP'), finish: (network) => network.process.child.kill('SIGCONT'), deaf: true },
    'hangs up': { faults: { hang_up_early: 1 } },
    'answers 503': { faults: { refuse: 1 } },
    'answers 429': { faults: { rate_limit: 1, rate_limit_seconds: 2 } },
    'refuses the token': { faults: { signed_out: true } },
};

const networks = [];
const places = [];
for (let i = 0; i < 4; ++i) {
    const network = await Network.start({}, { seed: seed + i });
    networks.push(network);
    places.push({ network, brand: await network.person(`brand${i}`), customer: await network.person('ann'), ready: [], sent: new Map(), posted: new Map() });
}
const company = await found(networks[0], [places[0].brand], { people: 4 });
for (const { network, brand } of places.slice(1))
    await cli(company.data, 'account', 'add', '--network', 'simulated', '--set', `address=${network.address}`, '--set', `token=${brand.token}`, '--set', 'keys=yes');
const server = new Server(company.data);
const trace = join(temporary(), 'trace');
if (!(await server.start({ MANYHANDS_FAILPOINT_TRACE: trace }))) throw new Error(`the server did not start: ${server.process.errors()}`);
const people = company.tokens.map((token) => new Person(server, token));
const admin = people[0];
const accounts = (await admin.ask('GET', '/accounts')).body.items;
const account_of = (i) => accounts.find((one) => one.handle === places[i].brand.handle).id;

let shown = null;  // when the account's trouble was told, and as what
let stop_watching;
admin.events('account', (account) => {
    if (account.id === account_of(0) && (account.status !== 'listening' || account.problem || account.budget.remaining === 0) && shown === null) shown = { at: performance.now(), status: account.status };
}, new Promise((done) => { stop_watching = done; }));

let serial = 0;
let taken = new Set();
// Mentions that are already there, so that a network that is away has something to answer, too.
async function stock(place, n) {
    for (let i = 0; i < n; ++i) await place.network.post(place.customer, `@${place.brand.handle} question ${++serial}`);
}
async function queue_of(i) {
    const rows = [];
    for (let cursor = ''; ;) {
        const page = await admin.ask('GET', `/conversations?view=queue&limit=200&account=${account_of(i)}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
        rows.push(...page.body.items.filter((row) => row.account_id === account_of(i) && !taken.has(row.id)));
        cursor = page.body.next;
        if (!cursor) return rows;
    }
}
let odd = 0;
async function answer(i, rows) {
    const row = rows.shift();
    if (!row) return;
    taken.add(row.id);
    const key = `networks-${row.id}`;
    const person = people[1 + (i % 3)];
    const at = performance.now();
    const said = await person.submit(row.id, row.public_version, `Answer ${row.id}`, key);
    if (said.status === 202) places[i].sent.set(row.id, at);
    else ++odd;
}
// Looks at the networks' records until told to end; notes when each answer stood there first.
async function witness(over, deaf) {
    // Each for itself: a question to the one that is away may hang as long as it likes.
    await Promise.all(places.map(async (place, i) => {
        while (!over()) {
            if (i > 0 || !deaf())
                for (const post of await place.network.record(place.brand)) {
                    const id = /Answer (\w+)/.exec(post.text)?.[1];
                    if (id && !place.posted.has(id)) place.posted.set(id, performance.now());
                }
            await sleep(15);
        }
    }));
}
async function phase(seconds) {
    const rows = await Promise.all(places.map((_, i) => queue_of(i)));
    const before = places.map((place) => new Set(place.sent.keys()));
    const ends = performance.now() + seconds * 1000;
    let n = 0;
    while (performance.now() < ends) {
        await Promise.all([sleep(kEvery), ...places.map((_, i) => answer(i, rows[i]))]);
        ++n;
    }
    await sleep(1000);
    const took = (i) => [...places[i].sent].filter(([id]) => !before[i].has(id)).map(([id, at]) => (places[i].posted.get(id) ?? Infinity) - at);
    const others = [1, 2, 3].flatMap(took).sort((a, b) => a - b);
    return { n, others, p50: others[others.length >> 1], p90: others[Math.floor(others.length * 0.9)] };
}

console.log(`# one of four networks is away, ${kSeconds} s each | seed ${seed}`);
const per_phase = Math.ceil((kSeconds * 1000) / kEvery) + 5;
let over = false;
let deaf = false;
const looking = witness(() => over, () => deaf);
const refill = async () => {
    await Promise.all(places.map((place) => stock(place, per_phase)));
    await until(async () => (await Promise.all(places.map((_, i) => queue_of(i)))).every((rows) => rows.length >= per_phase), { what: 'the mentions', seconds: 30 + kSeconds });
};
const told = [];
for (const [name, trouble] of Object.entries(kTroubles)) {
    await refill();
    const well = await phase(kSeconds / 2);
    shown = null;
    const at = performance.now();
    deaf = trouble.deaf ?? false;
    if (trouble.begin) trouble.begin(networks[0]);
    else await networks[0].faults(trouble.faults);
    const ill = await phase(kSeconds);
    const seen = shown;
    if (trouble.finish) trouble.finish(networks[0]);
    else await networks[0].faults({});
    deaf = false;
    const back = performance.now();
    const waiting = places[0].sent.size - places[0].posted.size;
    await until(() => [...places[0].sent.keys()].every((id) => places[0].posted.has(id)), { what: `what waits for the network that ${name}`, seconds: 120 }).catch(() => {});
    const left = performance.now() - back;
    told.push({ name, well: well.p50, ill: ill.p50, well90: well.p90, ill90: ill.p90, never: ill.others.filter((ms) => ms === Infinity).length, shown: seen, waiting, left });
    console.log(`# ${JSON.stringify(told.at(-1))}`);
    figure(`networks: ${name}: answers on the others that did not leave`, told.at(-1).never, '0', told.at(-1).never === 0, `of ${ill.others.length}`);
    figure(`networks: ${name}: p50 on the others`, `${ill.p50.toFixed(0)} ms`, '+-10 %', Math.abs(ill.p50 - well.p50) <= Math.max(0.1 * well.p50, 5), `${well.p50.toFixed(0)} ms`,
        (ill.p50 / well.p50).toFixed(2), false);
    const after = seen ? seen.at - at : Infinity;
    figure(`networks: ${name}: shown after`, seen ? `${after.toFixed(0)} ms` : `not in ${kSeconds} s`, '<= 10000 ms', after <= 10_000, '-', '-', false);
    const all_left = [...places[0].sent.keys()].every((id) => places[0].posted.has(id));
    figure(`networks: ${name}: what waited left by itself`, all_left ? `${waiting} in ${(left / 1000).toFixed(1)} s` : 'not all', 'all', all_left);
}
over = true;
await looking;
let doubled = 0;
for (const place of places) {
    const ids = (await place.network.record(place.brand)).map((post) => /Answer (\w+)/.exec(post.text)?.[1]);
    doubled += ids.length - new Set(ids).size;
}
const all = places.reduce((n, place) => n + place.sent.size, 0);
const lost = places.reduce((n, place) => n + [...place.sent.keys()].filter((id) => !place.posted.has(id)).length, 0);
figure('networks: acknowledged and lost', lost, '0', lost === 0, `of ${all}`);
figure('networks: doubled', doubled, '0', doubled === 0);
figure('networks: submissions that were refused', odd, '0', odd === 0);
stop_watching();
await server.stop();

// From before the intent until it is committed, by the same thread; and a block of 4 KB written and synced in the same folder.
const rank = (times, p) => times.sort((a, b) => a - b)[Math.ceil(times.length * p) - 1];
const intents = [];
const begun = new Map();
for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const [name, thread, at] = line.split(' ');
    if (name === 'outbox.before_intent') begun.set(thread, Number(at));
    if (name === 'outbox.intent_committed') intents.push((Number(at) - begun.get(thread)) / 1000);
}
const alone = [];
const file = openSync(join(company.data, 'fsync'), 'w');
for (let i = 0; i < 500; ++i) {
    const at = performance.now();
    writeSync(file, Buffer.alloc(4096, 'x'), 0, 4096, (i % 256) * 4096);
    fsyncSync(file);
    alone.push(performance.now() - at);
}
closeSync(file);
const p99 = rank(intents, 0.99);
figure('intent committed, p99', `${p99.toFixed(1)} ms`, '<= 5 ms', p99 <= 5, `a sync alone ${rank(alone, 0.99).toFixed(1)} ms, n ${intents.length}`,
    (p99 / rank(alone, 0.99)).toFixed(2), false);
figure('intent committed, p50', `${rank(intents, 0.5).toFixed(1)} ms`, '-', null, `a sync alone ${rank(alone, 0.5).toFixed(1)} ms`);
for (const network of networks) await network.stop();
remove(join(company.data, '..'));
end();
