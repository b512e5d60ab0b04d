// Answers from employees' own clients on the real AT network: what an entitled person wrote goes out once, and 0 of what
// anybody else wrote. The control is in the same run: the entitled ones are published by the same way.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startAtNetwork, until } from '../servers/atnet-client.mjs';
import { Person, found_company, serve } from '../journey/server.mjs';

const password = 'own-app-password';
let network, brand, customer, company, server, kim, lee, park, lead;
const people = {};   // accounts on the network
const expected = []; // texts that the brand's account is to say
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function sign_in(links) {
    [kim, lee, park, lead] = await Promise.all(links.map((link) => new Person(server.url).sign_in(link)));
}
const good = async (person, method, path, body) => {
    const answer = await person.call(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
};
// What the brand's account said since the test began, oldest first.
async function said() {
    const { body } = await brand.query('com.atproto.repo.listRecords', { repo: brand.did, collection: 'app.bsky.feed.post', limit: '100' });
    return body.records.map(({ value }) => value).reverse();
}
const texts = async () => (await said()).map((record) => record.text);
const under = (post) => ({ reply: { root: post, parent: post } });

let asked = 0;
async function question() {
    const text = `@hanbit.test it does not start (${++asked})`;
    const post = await customer.post(text, { mention: brand, langs: ['en'] });
    const row = await until(async () => (await kim.get('/conversations?view=all&limit=200')).body.items.find((one) => one.excerpt?.includes(`(${asked})`)), { what: 'the conversation' });
    return { ...post, id: row.id };
}
async function bind(person, account) {
    const wish = await good(person, 'POST', '/me/bindings', { network: 'bluesky', handle: `@${account.handle}` });
    await account.post(wish.code);
    return until(async () => (await good(person, 'GET', '/me/bindings')).items.find((one) => one.handle === account.handle && !one.ended_at), { what: `${account.handle} to be bound` });
}
const refusals = async (person) => (await good(person, 'GET', '/me/bindings')).posts.filter((post) => post.state === 'refused').map((post) => post.reason);
const told = async (person, kind, word) => (await good(person, 'GET', '/notices')).items.some((one) => one.kind === kind && one.excerpt === word);

before(async () => {
    network = await startAtNetwork();
    brand = await network.account({ handle: 'hanbit.test', password, displayName: '한빛전자' });
    customer = await network.account({ handle: 'minji.test', displayName: '민지' });
    for (const name of ['kimown', 'leeown', 'parkown', 'mallory', 'carol']) people[name] = await network.account({ handle: `${name}.test` });
    company = await found_company({ account: { network: 'bluesky', settings: { service: network.pds, handle: 'hanbit.test', app_password: password } } });
    const links = [company.admin.link];
    for (const [name, role] of [['Lee Doyun', 'desk'], ['Park Jun', 'employee'], ['Choi Ara', 'lead']])
        links.push((await company.add(name, `${name.split(' ')[0].toLowerCase()}@hanbit.example`, role)).link);
    server = await serve(company.data);
    await sign_in(links);
    await good(kim, 'PATCH', '/settings', { 'own.tag': '#twelve' });
}, { timeout: 180_000 });

after(async () => {
    await server?.stop();
    await network?.stop();
    company?.remove();
}, { timeout: 60_000 });

describe('answers from one’s own client', { concurrency: false, timeout: 180_000 }, () => {
    it('binds the account on which the code stands, and nobody who quotes it', async () => {
        const wish = await good(kim, 'POST', '/me/bindings', { network: 'bluesky', handle: 'kimown.test' });
        await people.mallory.post(wish.code);
        await people.kimown.post(`what is this ${wish.code}?`);
        await pause(3);
        assert.deepEqual((await good(kim, 'GET', '/me/bindings')).items, []);
        await people.kimown.post(wish.code);
        await until(async () => (await good(kim, 'GET', '/me/bindings')).items.length === 1, { what: 'the binding' });
        await bind(lee, people.leeown);
        const all = (await good(lead, 'GET', '/bindings')).items;
        assert.deepEqual(all.map((one) => one.handle).sort(), ['kimown.test', 'leeown.test']);
        assert.equal((await park.get('/bindings')).status, 403);
    });

    it('publishes what an entitled person wrote, natively in the thread, once (the control)', async () => {
        const post = await question();
        await people.kimown.post('Hold the button for ten seconds. #twelve', under(post));
        const at = performance.now();
        expected.push('Hold the button for ten seconds. via @kimown.test');
        await until(async () => (await texts()).includes(expected[0]), { what: 'the answer', seconds: 20 });
        console.log(`# own post to the brand's answer | ${((performance.now() - at) / 1000).toFixed(1)} s | real AT network | - | seconds`);
        const answer = (await said()).find((record) => record.text === expected[0]);
        assert.equal(answer.reply.parent.uri, post.uri);
        const detail = await until(async () => { const d = await kim.conversation(post.id); return d.conversation.state === 'answered' && d; }, { what: 'the conversation to be answered' });
        assert.ok(detail.timeline.some((entry) => entry.args.via === 'kimown.test'));
        assert.equal((await kim.get('/conversations?view=all&limit=200')).body.items.length, asked, 'staff are no customers');
    });

    it('answers by the short code of the conversation, and asks among ourselves', async () => {
        const post = await question();
        const { code } = await good(kim, 'POST', `/conversations/${post.id}/code`, {});
        await people.kimown.post(`@hanbit.test ?${code} who knows this model?`, { mention: brand });
        await until(async () => (await kim.conversation(post.id)).notes.some((note) => note.text === 'who knows this model?'), { what: 'the private note' });
        await people.kimown.post(`@hanbit.test #${code} Try the other socket.`, { mention: brand });
        expected.push('Try the other socket. via @kimown.test');
        await until(async () => (await texts()).includes(expected.at(-1)), { what: 'the answer by code' });
        await until(async () => (await kim.conversation(post.id)).conversation.state === 'answered', { what: 'answered' });
        await people.kimown.post(`@hanbit.test #${code} And once more.`, { mention: brand });
        await people.kimown.post('@hanbit.test #9ZZZZ Of another brand.', { mention: brand });
        await until(async () => { const all = await refusals(kim); return all.includes('code_over') && all.includes('code'); }, { what: 'two refusals' });
        assert.ok(await told(kim, 'own_refused', 'code_over'));
    });

    it('says nothing for strangers, the unbound, a moved handle, or under what is no conversation', async () => {
        const post = await question();
        const chatter = await people.carol.post('nice weather today');
        await people.mallory.post('Buy my coins #twelve', under(post));
        await people.parkown.post('I work here, believe me #twelve', under(post));
        await people.leeown.post('Indeed #twelve', under(chatter));
        // The handle goes to somebody else: the binding does not.
        assert.equal((await people.leeown.call('com.atproto.identity.updateHandle', { handle: 'leenew.test' })).status, 200);
        const thief = await network.account({ handle: 'leeown.test' });
        await thief.post('I am Lee #twelve', under(post));
        await network.settle();
        await until(async () => (await good(lead, 'GET', '/bindings')).strangers >= 3, { what: 'three strangers to be counted', seconds: 20 });
        assert.deepEqual(await texts(), expected);
    });

    it('lets one of two answer, and tells the other in private', async () => {
        const post = await question();
        await Promise.all([people.kimown.post('Hold it. #twelve', under(post)), people.leeown.post('Unplug it. #twelve', under(post))]);
        await until(async () => (await texts()).length > expected.length, { what: 'one of the two' });
        const both = ['Hold it. via @kimown.test', 'Unplug it. via @leenew.test'];
        const won = (await texts()).at(-1);
        assert.ok(both.includes(won) || won === 'Unplug it. via @leeown.test', won);
        expected.push(won);
        const loser = won.startsWith('Hold') ? lee : kim;
        await until(async () => (await refusals(loser)).some((reason) => reason === 'held' || reason === 'answered'), { what: 'the other to be told' });
        assert.deepEqual(await texts(), expected);
    });

    it('lets what is risky wait, and alerts a lead', async () => {
        const lanes = await good(kim, 'GET', '/approvals/lanes');
        const none = { krw: 0, usd: 0, percent: 0 };
        const document = { lanes: [{ risk: 'goodwill', on: true, minutes: 30, approvers: { roles: ['lead'] }, deputies: { roles: ['admin'] }, terms: ['refund*'] }], limits: { employee: none, desk: none, lead: none, admin: { krw: null, usd: null, percent: null } } };
        await good(kim, 'PUT', '/approvals/lanes', { version: lanes.version, document });
        const post = await question();
        await people.leeown.post('We will refund you $80. #twelve', under(post));
        await until(async () => (await kim.conversation(post.id)).conversation.state === 'awaiting_approval', { what: 'it to wait' });
        assert.ok(await told(lead, 'own_risky', 'waits'));
        assert.ok(await told(lee, 'own_waits', 'waits'));
        assert.deepEqual(await texts(), expected);
    });

    it('is taken once, whatever step the server is killed at', async () => {
        for (const step of ['own.kept', 'listen.ingested', 'own.decided']) {
            const post = await question();
            await server.stop();
            await people.kimown.post(`After ${step}. #twelve`, under(post));
            await network.settle();
            const doomed = await serve(company.data, { env: { MANYHANDS_FAILPOINT: `${step}=kill` } });
            const ended = await Promise.race([doomed.exited, pause(15)]);
            assert.equal(ended?.signal, 'SIGKILL', `${step} was not reached`);
            server = await serve(company.data);
            for (const person of [kim, lee, park, lead]) person.url = server.url;
            expected.push(`After ${step}. via @kimown.test`);
            await until(async () => (await texts()).includes(expected.at(-1)), { what: `the answer after ${step}`, seconds: 30 });
        }
        assert.deepEqual(await texts(), expected);
    });

    it('cuts who is deactivated within five seconds, also between post and reading', async () => {
        const post = await question();
        await until(async () => (await refusals(lee)).includes('no_conversation'), { what: 'the refusal in private', seconds: 45 });
        const id = (await good(kim, 'GET', '/bindings')).items.find((one) => one.employee.initials === lee.me.employee.initials).employee.id;
        await people.leeown.post('I was fired a moment ago. #twelve', under(post));
        const at = performance.now();
        await good(kim, 'PATCH', `/employees/${id}`, { active: false });
        await until(async () => (await good(kim, 'GET', '/bindings')).items.length === 1, { what: 'the binding to end', seconds: 5 });
        const cut = (performance.now() - at) / 1000;
        await people.leeown.post('And I still am. #twelve', under(post));
        await network.settle();
        await pause(6);
        console.log(`# deactivation to refusal | ${cut.toFixed(2)} s | real AT network | - | <= 5 s`);
        assert.ok(cut <= 5);
        assert.deepEqual(await texts(), expected);
    });

    it('has said nothing that nobody entitled wrote', async () => {
        const all = await texts();
        const foreign = all.filter((text) => !expected.includes(text));
        const twice = all.length - new Set(all).size;
        console.log(`# published by anyone not entitled | ${foreign.length} of ${all.length} | 11 attempts | - | 0`);
        console.log(`# published twice | ${twice} | - | - | 0`);
        assert.equal(all.length, expected.length);
        assert.ok(all.length >= 6, 'the entitled are published by the same way');
        assert.deepEqual(foreign, []);
        assert.equal(twice, 0);
    });
});
