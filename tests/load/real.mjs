// SIGKILL every 0.1 to 0.6 s while answers leave for the real AT network. What it holds is read from the brand's own
// repository there, record by record, and compared with what the server had acknowledged.
//   node real.mjs [answers]           default 100
import { join } from 'node:path';
import { startAtNetwork } from '../servers/atnet-client.mjs';
import { answer_of, cli, end, figure, Person, random_of, remove, seed, Server, sleep, temporary, time_figure, until } from './lab.mjs';
import { answer_all, keep_killing } from './work.mjs';

const kAnswers = Number(process.argv[2] ?? process.env.MH_PROOF_REAL ?? 100);
const kCustomers = 5;
const kPeople = 3;
const kPassword = 'proof-app-password';

// Parent -> how often it is answered, of every post in the brand's repository.
async function witness(brand) {
    const times = new Map();
    for (let cursor = '', first = true; first || cursor; first = false) {
        const page = (await brand.query('com.atproto.repo.listRecords', { repo: brand.did, collection: 'app.bsky.feed.post', limit: '100', ...(cursor ? { cursor } : {}) })).body;
        for (const { value } of page.records) if (value.reply) times.set(value.reply.parent.uri, (times.get(value.reply.parent.uri) ?? 0) + 1);
        cursor = page.records.length > 0 ? (page.cursor ?? '') : '';
    }
    return times;
}

const network = await startAtNetwork();
process.on('exit', () => network.process.kill());
const brand = await network.account({ handle: 'hanbit.test', password: kPassword, displayName: 'Hanbit' });
const customers = [];
for (let i = 0; i < kCustomers; ++i) customers.push(await network.account({ handle: `customer${i}.test`, displayName: `Customer ${i}` }));
const mentions = new Map();
await Promise.all(customers.map(async (customer, first) => {
    for (let i = first; i < kAnswers; i += kCustomers)
        mentions.set(i, (await customer.post(`@hanbit.test question #${i} please`, { mention: brand, langs: ['en'] })).uri);
}));
await network.settle();

const data = join(temporary(), 'data');
await cli(data, 'init', '--brand', 'Hanbit', '--name', 'Kim Gaon', '--email', 'kim@hanbit.example');
const emails = ['kim@hanbit.example'];
for (let i = 0; i < kPeople; ++i) {
    emails.push(`person${i}@hanbit.example`);
    await cli(data, 'user', 'add', '--name', `Person Number${i}`, '--email', emails.at(-1), '--role', 'desk');
}
const tokens = [];
for (const email of emails) tokens.push((await cli(data, 'token', 'create', '--email', email, '--name', 'proof', '--scopes', 'read answer')).token);
await cli(data, 'account', 'add', '--network', 'bluesky', '--set', `service=${network.pds}`, '--set', 'handle=hanbit.test', '--set', `app_password=${kPassword}`);
const server = new Server(data);
const people = tokens.map((token) => new Person(server, token));

console.log(`# SIGKILL while answers leave for the real AT network, ${kAnswers} answers | seed ${seed}`);
const began = performance.now();
const run = keep_killing(server, random_of(seed));
const { acknowledged, odd } = await answer_all(people, kAnswers, run, { workers: 8, seconds: 120 + kAnswers });
const enough = performance.now() + 1000 * Math.max(20, kAnswers / 5);
while (performance.now() < enough && !run.trouble) {
    await sleep(1000);
    if ((await witness(brand)).size >= kAnswers * 0.97) break;
}
await run.stop();
if (run.trouble) throw run.trouble;

if (!(await server.start())) throw new Error('the last start failed');
const settled = performance.now();
await until(async () => (await people[0].list('going_out', 1)).items.length === 0, { what: 'every answer to settle', seconds: 120, every: 200 });
const settle_ms = performance.now() - settled;
await network.settle();
const times = await witness(brand);
const states = new Map();
const bad = [];
let lost = 0;
let doubled = 0;
let wrong = 0;
for (const [conversation, number] of acknowledged) {
    const answer = answer_of(await people[0].detail(conversation));
    const there = times.get(mentions.get(number)) ?? 0;
    states.set(answer?.state ?? 'none', (states.get(answer?.state ?? 'none') ?? 0) + 1);
    if (there === 0 && answer?.state !== 'held') ++lost;
    if (there > 1) ++doubled;
    if ((there === 1) !== (answer?.state === 'sent')) ++wrong;
    if (there !== 1 || answer?.state !== 'sent') bad.push({ number, state: answer?.state, there });
}
for (const one of bad.slice(0, 10)) console.error(`bad: ${JSON.stringify(one)}`);
console.log(`# ${JSON.stringify({ kills: run.kills, states: Object.fromEntries(states), odd: [...odd], seconds: Math.round((performance.now() - began) / 1000) })}`);
run.ready.sort((a, b) => a - b);
figure('kills, real AT network: acknowledged', acknowledged.size, `${kAnswers}`, acknowledged.size === kAnswers);
figure('kills, real AT network: SIGKILLs', run.kills, '>= 5', run.kills >= 5);
figure('kills, real AT network: lost', lost, '0', lost === 0);
figure('kills, real AT network: doubled', doubled, '0', doubled === 0);
figure('kills, real AT network: held', states.get('held') ?? 0, '0 (its keys hold)', (states.get('held') ?? 0) === 0);
figure('kills, real AT network: known otherwise than the network has it', wrong, '0', wrong === 0);
time_figure('kills, real AT network: settled after the last start', settle_ms, 30_000);
time_figure('kills, real AT network: ready again, p50', run.ready[run.ready.length >> 1], 2000);
await server.stop();
await network.stop();
remove(join(data, '..'));
end();
