// kill -9 at every named place between claim and sent, with keys and without, on a network that is quiet, that hangs up on
// the first send after it published, or before. After the restart the answer stands there once, or is held for a person.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer_of, end, figure, found, Network, Person, remove, seed, Server, sleep, temporary, until } from './lab.mjs';

// Every place that a journey from a mention to a sent answer comes by. A new one must be written here, one that is gone
// must be taken out: both fail below.
const kPlaces = [
    'listen.before_ingest', 'listen.ingested', 'outbox.before_intent', 'outbox.intent_committed', 'outbox.looked_up',
    'outbox.recorded', 'outbox.sent_not_recorded', 'storage.after_commit', 'storage.before_ack', 'storage.before_commit',
];
const kAtOnce = Number(process.env.MH_JOBS ?? 4);
const kKeyed = [true, false];
const kNetworks = { quiet: {}, 'hangs up late': { hang_up: 1 }, 'hangs up early': { hang_up_early: 1 } };
// Every write comes by the store's places; some of them are enough for the short form.
const kStoreVisits = process.env.MH_PROOF_LONG ? 8 : 3;

// From a mention to an answer that is sent or held, whatever happens to the server meanwhile.
async function journey({ keyed, mood, env = {}, trace }) {
    const network = await Network.start({ keys: keyed });
    const brand = await network.person('hanbit');
    const customer = await network.person('ann');
    const company = await found(network, [brand], { keys: keyed });
    const server = new Server(company.data);
    const person = new Person(server, company.tokens[0]);
    let killed = false;
    let watching = true;
    let seen = { before: 0 };

    const start = async (more) => {
        if (!(await server.start(more))) return server.process.ended.then(mourn);
        server.process.ended.then(mourn);
    };
    const mourn = async ({ signal }) => {
        if (!watching) return;
        if (signal === 'SIGKILL') killed = true;
        else throw new Error(`the server ended by itself: ${server.process.errors()}`);
        await start({});
    };
    // A request of a person's who tries again until the server answers.
    const insist = (what, call, good) => until(async () => {
        try {
            const answer = await call();
            return good(answer) ? answer : false;
        } catch {
            return false;  // the server is not there just now
        }
    }, { what, seconds: 60 });

    try {
        await start(env);
        const mention = await network.post(customer, '@hanbit the screen stays dark');
        const row = await insist('the mention', () => person.list('all'), (page) => page.items.length > 0).then((page) => page.items[0]);
        if (trace) seen.before = lines(trace).length;
        await network.faults({ ...kNetworks[mood], keys: keyed });
        await insist('the claim', () => person.claim(row.id), (answer) => answer.status === 200);
        await insist('the answer to be taken', () => person.submit(row.id, row.public_version, 'Hold the power key for ten seconds', 'key-00000001'),
            (answer) => answer.status === 202);
        if (mood !== 'quiet') {
            // The first send has broken off; from now on the network is well.
            const broke = (detail) => !['queued', 'sending'].includes(answer_of(detail)?.state);
            await insist('the first send', () => person.detail(row.id), broke);
            await network.faults({ keys: keyed });
        }
        const settled = (detail) => ['sent', 'held', 'failed', 'cancelled', 'paused'].includes(answer_of(detail)?.state);
        const detail = await insist('the answer to settle', () => person.detail(row.id), settled);
        await sleep(700);  // one more round of listening, and time for a send too many
        const last = answer_of(await insist('the answer', () => person.detail(row.id), settled));
        const posted = (await network.record(brand)).filter((post) => post.parent === mention);
        let after = posted.length;
        if (last.state === 'held') {
            // A person looks at the network and says what is there.
            // Killed between the decision's commit and its answer, the second try is told that nothing is held any more.
            const decided = (answer) => answer.status === 200 || (answer.status === 409 && answer.body.type.endsWith('outbox.not_held'));
            await insist('the decision', () => person.resolve(last.id, posted.length > 0, posted[0]?.id), decided);
            await insist('the end', () => person.detail(row.id), (now) => answer_of(now).state === 'sent');
            after = (await network.record(brand)).length;
        }
        return { state: last.state, first: answer_of(detail).state, posted: posted.length, after, killed, before: seen.before };
    } finally {
        watching = false;
        if (server.alive()) await server.kill();
        await network.stop();
        remove(join(company.data, '..'));
    }
}

const lines = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => line.split(' ')[0]) : []);

async function pool(tasks, at_once) {
    const results = new Array(tasks.length);
    let next = 0;
    await Promise.all(Array.from({ length: at_once }, async () => {
        while (next < tasks.length) {
            const mine = next++;
            results[mine] = await tasks[mine]();
        }
    }));
    return results;
}

console.log(`# kill -9 at every failpoint | seed ${seed}`);

// -- which places are there, and when are they visited ---------------------------------------------------------------

const visits = new Map();  // name -> how often, after the mention was shown, at most
const first = new Map();   // name -> how often before
for (const mood of Object.keys(kNetworks)) {
    const trace = join(temporary(), 'trace');
    const dry = await journey({ keyed: true, mood, env: { MANYHANDS_FAILPOINT_TRACE: trace }, trace });
    if (dry.state !== 'sent' || dry.posted !== 1) throw new Error(`the dry run did not send: ${JSON.stringify(dry)}`);
    const all = lines(trace);
    for (const name of new Set(all)) {
        const before = all.slice(0, dry.before).filter((line) => line === name).length;
        const after = all.slice(dry.before).filter((line) => line === name).length;
        first.set(name, Math.max(first.get(name) ?? 0, before));
        visits.set(name, Math.max(visits.get(name) ?? 0, after));
    }
}
const unknown = [...visits.keys()].filter((name) => !kPlaces.includes(name));
const missing = kPlaces.filter((name) => !visits.has(name));
figure('failpoints visited', visits.size, `= ${kPlaces.length} listed`, unknown.length === 0 && missing.length === 0);
if (unknown.length) console.error(`not in the list: ${unknown.join(', ')}`);
if (missing.length) console.error(`never visited: ${missing.join(', ')}`);

// -- and at each of them ------------------------------------------------------------------------------------------------

// Places of the journey itself are killed at each of their first visits; those of the store, which every write comes
// by, at some of the visits between claim and sent.
function kills_of(name) {
    const base = first.get(name) ?? 0;
    const n = visits.get(name) ?? 0;
    if (name.startsWith('storage.')) return Array.from({ length: Math.min(n, kStoreVisits) }, (_, k) => base + k + 1);
    if (name.startsWith('listen.')) return [1, 2];
    return [1];
}
const plans = [];
for (const name of kPlaces)
    for (const visit of kills_of(name))
        for (const keyed of kKeyed)
            for (const mood of Object.keys(kNetworks)) plans.push({ name, visit, keyed, mood });

const outcomes = await pool(plans.map((plan) => async () => {
    const env = { MANYHANDS_FAILPOINT: `${plan.name}=kill@${plan.visit}` };
    try {
        return { plan, ...(await journey({ ...plan, env })) };
    } catch (error) {
        return { plan, error: error.message };
    }
}), kAtOnce);

const said = (outcome) => `${outcome.plan.name}@${outcome.plan.visit} ${outcome.plan.keyed ? 'keyed' : 'un-keyed'}${outcome.plan.mood}`;
const complain = (list, what) => list.forEach((outcome) => console.error(`${what}: ${said(outcome)} ${JSON.stringify(outcome)}`));
const broken = outcomes.filter((o) => o.error);
const lost = outcomes.filter((o) => !o.error && (o.state === 'sent' ? o.posted === 0 : o.state !== 'held'));
const doubled = outcomes.filter((o) => !o.error && (o.posted > 1 || o.after > 1));
const held = outcomes.filter((o) => !o.error && o.state === 'held');
const held_keyed = held.filter((o) => o.plan.keyed);
const after_a_person = outcomes.filter((o) => !o.error && o.after !== 1);
// On a quiet network nothing is looked up; a place must be reached in some run, not in each.
const reached = (name) => outcomes.some((o) => o.plan.name === name && o.killed);
const never = kPlaces.filter((name) => !reached(name));
complain(broken, 'did not end');
complain(lost, 'lost');
complain(doubled, 'doubled');
complain(held_keyed, 'held in spite of keys');
complain(after_a_person, 'not once after a person decided');
figure('failpoints: runs', outcomes.length, '-', null);
figure('failpoints: killed', outcomes.filter((o) => o.killed).length, `each of ${kPlaces.length} places`, never.length === 0);
if (never.length) console.error(`never killed at: ${never.join(', ')}`);
figure('failpoints: did not end', broken.length, '0', broken.length === 0);
figure('failpoints: lost', lost.length, '0', lost.length === 0);
figure('failpoints: doubled', doubled.length, '0', doubled.length === 0);
figure('failpoints: held with keys', held_keyed.length, '0', held_keyed.length === 0);
figure('failpoints: held without keys, then decided', held.length - held_keyed.length, 'each once', after_a_person.length === 0);
end();
