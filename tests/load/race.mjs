// Five hundred clients want to claim and answer the same conversation at the same moment. One answer leaves.
import { join } from 'node:path';
import { answer_of, end, figure, found, Network, Person, remove, seed, Server, sleep, until } from './lab.mjs';

const kClients = Number(process.argv[2] ?? 500);
const kPeople = Number(process.env.MH_RACE_PEOPLE ?? 20);

console.log(`# ${kClients} clients of ${kPeople} people race for one conversation | seed ${seed}`);
const network = await Network.start({});
const brand = await network.person('hanbit');
const customer = await network.person('ann');
const company = await found(network, [brand], { people: kPeople });
const server = new Server(company.data);
if (!(await server.start())) throw new Error(`the server did not start: ${server.process.errors()}`);
const people = company.tokens.slice(1).map((token) => new Person(server, token));

const answered = new Set();
let worst = 0;
for (let round = 0; round < 3; ++round) {
    const mention = await network.post(customer, `@hanbit who answers question ${round}?`);
    const row = await until(async () => (await people[0].list('queue')).items[0], { what: 'the mention' });
    const began = performance.now();
    const results = await Promise.all(Array.from({ length: kClients }, async (_, i) => {
        const person = people[i % people.length];
        const claim = await person.claim(row.id);
        const answer = await person.submit(row.id, row.public_version, `Answer of client ${i}`, `race-${round}-${i}-key`);
        return { claim: claim.status, answer: answer.status };
    }));
    worst = Math.max(worst, performance.now() - began);
    const count = (part, status) => results.filter((result) => result[part] === status).length;
    const strange = results.filter((r) => ![200, 409, 412].includes(r.claim) || ![202, 409, 412].includes(r.answer));
    if (strange.length) console.error(`strange: ${JSON.stringify(strange.slice(0, 5))}`);
    const final = await until(async () => {
        const detail = await people[0].detail(row.id);
        return answer_of(detail)?.state === 'sent' ? detail : null;
    }, { what: 'the answer to leave' });
    await sleep(1000);  // time for one too many
    const posted = (await network.record(brand)).filter((post) => post.parent === mention).length;
    if (posted === 1) answered.add(round);
    console.log(`# round ${round}: claimed ${count('claim', 200)}, refused ${count('claim', 409)}; taken ${count('answer', 202)}, ` +
        `refused ${count('answer', 409) + count('answer', 412)}; on the network ${posted}`);
    figure(`race ${round}: answers taken`, count('answer', 202), '1', count('answer', 202) === 1 && final.posts.filter((post) => post.answer_id).length === 1);
    figure(`race ${round}: answers on the network`, posted, '1', posted === 1);
    figure(`race ${round}: clients without a clear answer`, strange.length, '0', strange.length === 0);
}
figure('race: the slowest round', `${worst.toFixed(0)} ms`);
await server.stop();
await network.stop();
remove(join(company.data, '..'));
end();
