import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { Network } from '../load/lab.mjs';
import { found_company, Person, serve } from '../journey/server.mjs';

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
async function until(what, look, ms = 30_000) {
    const end = Date.now() + ms;
    for (;;) {
        const found = await look();
        if (found) return found;
        if (Date.now() > end) assert.fail(`not within ${ms} ms: ${what}`);
        await sleep(50);
    }
}

// A system of the company's that is told: keeps what came, answers as it is bidden.
class Receiver {
    async start() {
        this.came = [];
        this.says = () => ({ status: 204 });
        this.server = createServer(async (request, response) => {
            let body = '';
            for await (const chunk of request) body += chunk;
            const one = { path: request.url, headers: request.headers, body, at: Date.now() };
            this.came.push(one);
            const answer = this.says(one);
            if (answer === 'hang') return;
            response.writeHead(answer.status, answer.headers ?? {});
            response.end();
        });
        await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
        this.host = `127.0.0.1:${this.server.address().port}`;
        return this;
    }
    url = (path = '/in') => `http://${this.host}${path}`;
    of = (path) => this.came.filter((one) => one.path === path);
    async stop() {
        this.server.closeAllConnections();
        await new Promise((done) => this.server.close(done));
    }
}

const kAll = ['conversation.opened', 'conversation.claimed', 'conversation.answered', 'conversation.closed', 'answer.published'];
let network;
let brand;
let customer;
let company;
let server;
let admin;
let receiver;
let lead_link;
const env = () => ({ MANYHANDS_WEBHOOKS_ALLOWED_HOSTS: '127.0.0.1', MANYHANDS_LIMITS_CHANGES_PER_MINUTE: '0' });
async function start(more = {}) {
    server = await serve(company.data, { env: { ...env(), ...more } });
    admin.url = server.url;
}
async function hook(path, events = kAll) {
    const { status, body } = await admin.call('POST', '/webhooks', { url: receiver.url(path), events });
    assert.equal(status, 201, JSON.stringify(body));
    return { ...body.webhook, secret: body.secret };
}
const state_of = async (id) => (await admin.get('/webhooks')).body.items.find((one) => one.id === id);
const deliveries = async (id, state = '') => (await admin.get(`/webhooks/${id}/deliveries${state ? `?state=${state}` : ''}`)).body.items;
// A question that arrives, is claimed and closed: three things that are told.
async function talk(text) {
    const post = await network.post(customer, `@hanbit ${text}`);
    const row = await until('the question', async () => (await admin.get('/conversations?view=queue&limit=50')).body.items?.find((one) => one.excerpt.includes(text)));
    return { ...row, post };
}

before(async () => {
    network = await Network.start();
    brand = await network.person('hanbit');
    customer = await network.person('ann');
    company = await found_company({ account: { network: 'simulated', settings: { address: network.address, token: brand.token, keys: 'yes' } } });
    receiver = await new Receiver().start();
    admin = new Person('');
    await start();
    await admin.sign_in(company.admin.link);
    lead_link = (await company.add('Lee Lead', 'lee@hanbit.example', 'lead')).link;
});
after(async () => {
    await server?.stop();
    await receiver?.stop();
    await network?.stop();
    company?.remove();
});

describe('webhooks, as another system receives them', { concurrency: false }, () => {
    it('are signed so that the reference verifier takes them, and nothing else', async () => {
        const made = await hook('/good');
        const verifier = new Webhook(made.secret);
        const row = await talk('the first one');
        await admin.call('POST', `/conversations/${row.id}/claim`);
        await until('two messages', () => receiver.of('/good').length >= 2);
        for (const one of receiver.of('/good')) {
            const told = verifier.verify(one.body, one.headers);
            assert.ok(kAll.includes(told.type), told.type);
            assert.equal(told.data.conversation, row.id);
            assert.ok(!one.body.includes('the first one') && !one.body.includes('ann'), 'no text and no name of a customer');
        }
        const [one] = receiver.of('/good');
        assert.equal(verifier.verify(one.body, one.headers).type, 'conversation.opened');
        const refused = (body, headers, secret = made.secret) => assert.throws(() => new Webhook(secret).verify(body, headers), WebhookVerificationError);
        refused(one.body.replace('opened', 'closed'), one.headers);
        refused(one.body, { ...one.headers, 'webhook-id': `${one.headers['webhook-id']}x` });
        refused(one.body, { ...one.headers, 'webhook-timestamp': String(Number(one.headers['webhook-timestamp']) - 1) });
        refused(one.body, one.headers, `whsec_${Buffer.alloc(32, 1).toString('base64')}`);
        // The same by hand, so that the verifier is not the only witness.
        const key = Buffer.from(made.secret.slice('whsec_'.length), 'base64');
        const by_hand = createHmac('sha256', key).update(`${one.headers['webhook-id']}.${one.headers['webhook-timestamp']}.${one.body}`).digest('base64');
        assert.ok(one.headers['webhook-signature'].split(' ').includes(`v1,${by_hand}`));
        await until('all delivered', async () => (await deliveries(made.id, 'waiting')).length === 0);
        // No other lane may be the one that a later test kills.
        await admin.call('DELETE', `/webhooks/${made.id}`);
    });

    it('are signed by the new secret and by the former one after a change', async () => {
        const made = await hook('/turned');
        const { body } = await admin.call('POST', `/webhooks/${made.id}/secret`);
        assert.notEqual(body.secret, made.secret);
        await admin.call('POST', `/webhooks/${made.id}/test`);
        const one = await until('the test', () => receiver.of('/turned')[0]);
        assert.equal(new Webhook(body.secret).verify(one.body, one.headers).type, 'ping');
        assert.equal(new Webhook(made.secret).verify(one.body, one.headers).type, 'ping');
        await admin.call('DELETE', `/webhooks/${made.id}`);
    });

    it('are sent again, under the same id, until they arrive', async () => {
        const made = await hook('/shaky', ['conversation.opened']);
        let failures = 2;
        receiver.says = (one) => ({ status: one.path === '/shaky' && failures-- > 0 ? 503 : 204 });
        await talk('a shaky target');
        await until('three attempts', () => receiver.of('/shaky').length >= 3, 90_000);
        const ids = new Set(receiver.of('/shaky').map((one) => one.headers['webhook-id']));
        assert.equal(ids.size, 1);
        const verifier = new Webhook(made.secret);
        for (const one of receiver.of('/shaky')) verifier.verify(one.body, one.headers);
        const [delivery] = await until('delivered', async () => { const all = await deliveries(made.id, 'delivered'); return all.length === 1 ? all : null; });
        assert.equal(delivery.attempts, 3);
        assert.equal(delivery.id, [...ids][0]);
        receiver.says = () => ({ status: 204 });
        await admin.call('DELETE', `/webhooks/${made.id}`);
    });

    it('hold nobody up when a target hangs', async () => {
        const slow = await hook('/slow', ['conversation.opened']);
        const quick = await hook('/quick', ['conversation.opened']);
        receiver.says = (one) => (one.path === '/slow' ? 'hang' : { status: 204 });
        const began = Date.now();
        await talk('one that hangs');
        await until('the quick one', () => receiver.of('/quick').length > 0, 10_000);
        const ping = Date.now();
        assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
        assert.ok(Date.now() - ping < 5000);
        await until('the slow one gave up', async () => (await deliveries(slow.id))[0]?.attempts === 1, 40_000);
        assert.ok(Date.now() - began < 40_000);
        assert.match((await deliveries(slow.id))[0].problem, /time/);
        receiver.says = () => ({ status: 204 });
        for (const one of [slow, quick]) await admin.call('DELETE', `/webhooks/${one.id}`);
    });

    it('end when the target says 410; admins are told, dead ones can be seen and sent again', async () => {
        const made = await hook('/gone', ['conversation.opened']);
        receiver.says = (one) => ({ status: one.path === '/gone' ? 410 : 204 });
        await talk('a target that is gone');
        await until('switched off', async () => (await state_of(made.id)).state === 'gone');
        const [dead] = await deliveries(made.id, 'dead');
        assert.equal(dead.last_status, 410);
        assert.equal(dead.attempts, 1);
        const notices = (await admin.get('/notices')).body;
        assert.equal(notices.items[0].kind, 'webhook_ended');
        assert.equal(notices.items[0].excerpt, receiver.url('/gone'));
        const lead = await new Person(server.url).sign_in(lead_link);
        assert.deepEqual((await lead.get('/notices')).body.items, [], 'admins only');
        assert.equal((await lead.get('/webhooks')).status, 403);
        // Not another word to it.
        const before_it = receiver.of('/gone').length;
        await talk('said after it was gone');
        await sleep(500);
        assert.equal(receiver.of('/gone').length, before_it);
        receiver.says = () => ({ status: 204 });
        assert.equal((await admin.call('PATCH', `/webhooks/${made.id}`, { enabled: true })).status, 200);
        assert.equal((await admin.call('POST', `/webhooks/${made.id}/deliveries/${dead.id}/resend`)).status, 200);
        await until('sent again', async () => (await deliveries(made.id, 'delivered')).some((one) => one.id === dead.id));
        assert.equal(receiver.of('/gone').at(-1).headers['webhook-id'], dead.id);
        await admin.call('DELETE', `/webhooks/${made.id}`);
    });

    it('tell admins of a target that fails again and again', async () => {
        const made = await hook('/broken', ['conversation.opened']);
        receiver.says = (one) => (one.path === '/broken' ? { status: 500 } : { status: 204 });
        await talk('a broken target');
        await until('the first failure', async () => ((await deliveries(made.id))[0]?.attempts ?? 0) >= 1);
        assert.equal((await admin.get('/notices')).body.items.filter((one) => one.kind === 'webhook_failing').length, 0, 'one failure is a hiccup');
        await admin.call('DELETE', `/webhooks/${made.id}`);
        receiver.says = () => ({ status: 204 });
    });

    // Killed between its own steps the server tells everything at least once, under one id.
    for (const place of ['hooks.queued', 'hooks.sent_not_recorded'])
        it(`arrive after kill -9 at ${place}`, async () => {
            const path = `/${place}`;
            const made = await hook(path, ['conversation.opened']);
            await server.stop();
            await start({ MANYHANDS_FAILPOINT: `${place}=kill` });
            const text = `killed at ${place}`;
            const post = network.post(customer, `@hanbit ${text}`);
            const { signal } = await server.exited;
            assert.equal(signal, 'SIGKILL');
            await post;
            await start();
            const row = await until('the question', async () => (await admin.get('/conversations?view=queue&limit=50')).body.items?.find((one) => one.excerpt.includes(text)));
            await until('the message', async () => (await deliveries(made.id, 'delivered')).length === 1, 60_000);
            const verifier = new Webhook(made.secret);
            const told = receiver.of(path).map((one) => ({ id: one.headers['webhook-id'], said: verifier.verify(one.body, one.headers) }));
            assert.equal(new Set(told.map((one) => one.id)).size, 1, 'one id, however often');
            for (const one of told) assert.equal(one.said.data.conversation, row.id);
            assert.equal(told.length, place === 'hooks.queued' ? 1 : 2, 'what was sent and not recorded is sent again');
            assert.equal((await deliveries(made.id)).length, 1, 'queued once');
            await admin.call('DELETE', `/webhooks/${made.id}`);
        });
});
