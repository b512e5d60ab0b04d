// kill -9 at every place that each part of a thread comes by, with keys and without. Afterwards the three parts stand on the
// network once each, in order, each hanging on the one before; a part that is held holds those behind it until a person
// has said what became of it.
import { join } from 'node:path';
import { end, figure, found, Network, Person, remove, seed, Server, until } from './lab.mjs';

const kPlaces = ['outbox.before_intent', 'outbox.intent_committed', 'outbox.sent_not_recorded', 'outbox.recorded'];
const kParts = ['First look behind the tank', 'Then push the float upwards', 'And put the tank back in'];
const kAtOnce = Number(process.env.MH_JOBS ?? 4);

async function thread({ name, visit, keyed }) {
    const network = await Network.start({ keys: keyed });
    const brand = await network.person('hanbit');
    const customer = await network.person('ann');
    const company = await found(network, [brand], { keys: keyed });
    const server = new Server(company.data);
    const person = new Person(server, company.tokens[0]);
    let watching = true;
    let killed = false;
    const start = async (more) => {
        await server.start(more);
        server.process.ended.then(async ({ signal }) => {
            if (!watching) return;
            if (signal !== 'SIGKILL') throw new Error(`the server ended by itself: ${server.process.errors()}`);
            killed = true;
            await start({});
        });
    };
    const insist = (what, call, good) => until(async () => {
        try {
            const answer = await call();
            return good(answer) ? answer : false;
        } catch {
            return false;  // the server is not there just now
        }
    }, { what, seconds: 90 });
    try {
        await start({ MANYHANDS_FAILPOINT: `${name}=kill@${visit}` });
        const mention = await network.post(customer, '@hanbit the dehumidifier beeps all night');
        const row = (await insist('the mention', () => person.list('all'), (page) => page.items.length > 0)).items[0];
        await insist('the claim', () => person.claim(row.id), (answer) => answer.status === 200);
        await insist('the thread to be taken', () => person.ask('POST', `/conversations/${row.id}/answers`, { text: '', parts: kParts, undo_seconds: 0 },
            { 'If-Match': `"${row.public_version}"`, 'Idempotency-Key': 'key-00000001' }), (answer) => answer.status === 202);
        let held = 0;
        await insist('the last part', async () => {
            const detail = await person.detail(row.id);
            const waiting = detail.answers.find((one) => one.state === 'held');
            if (waiting) {
                // A person looks at the network. What is behind the held part must not be there.
                const posted = await network.record(brand);
                const there = posted.find((post) => post.text.startsWith(waiting.text));
                if (posted.length > waiting.part) throw new Error('a part overtook the held one');
                held++;
                await person.resolve(waiting.id, there !== undefined, there?.id);
            }
            return detail;
        }, (detail) => detail.posts.filter((post) => post.side === 'brand').length === kParts.length);
        const posted = await network.record(brand);
        const in_order = posted.every((post, i) => post.text.startsWith(kParts[i]) && post.parent === (i === 0 ? mention : posted[i - 1].id));
        const final = await person.detail(row.id);
        return { posted: posted.length, in_order, held, killed, state: final.conversation.state, episode: final.conversation.answered_in_seconds !== null };
    } finally {
        watching = false;
        if (server.alive()) await server.kill();
        await network.stop();
        remove(join(company.data, '..'));
    }
}

console.log(`# kill -9 between the parts of a thread | seed ${seed}`);
const plans = kPlaces.flatMap((name) => [1, 2, 3].flatMap((visit) => [true, false].map((keyed) => ({ name, visit, keyed }))));
const outcomes = [];
let next = 0;
await Promise.all(Array.from({ length: kAtOnce }, async () => {
    while (next < plans.length) {
        const plan = plans[next++];
        try {
            outcomes.push({ plan, ...(await thread(plan)) });
        } catch (error) {
            outcomes.push({ plan, error: error.message });
        }
    }
}));
const complain = (list, what) => list.forEach((outcome) => console.error(`${what}: ${JSON.stringify(outcome)}`));
const broken = outcomes.filter((one) => one.error);
const wrong = outcomes.filter((one) => !one.error && one.posted !== kParts.length);
const mixed = outcomes.filter((one) => !one.error && !one.in_order);
const open = outcomes.filter((one) => !one.error && (one.state !== 'answered' || !one.episode));
const held_keyed = outcomes.filter((one) => !one.error && one.plan.keyed && one.held > 0);
const alive = outcomes.filter((one) => !one.error && !one.killed);
complain(broken, 'did not end');
complain(wrong, 'not once each');
complain(mixed, 'not in order');
complain(open, 'not answered');
complain(held_keyed, 'held in spite of keys');
complain(alive, 'was not killed');
figure('threads: killed between parts', outcomes.filter((one) => one.killed).length, `${plans.length}`, alive.length === 0);
figure('threads: did not end', broken.length, '0', broken.length === 0);
figure('threads: lost or doubled', wrong.length, '0', wrong.length === 0);
figure('threads: out of order', mixed.length, '0', mixed.length === 0);
figure('threads: not answered in the end', open.length, '0', open.length === 0);
figure('threads: held with keys', held_keyed.length, '0', held_keyed.length === 0);
end();
