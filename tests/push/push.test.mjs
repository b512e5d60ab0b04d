import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Network } from '../load/lab.mjs';
import { found_company, Person, serve } from '../journey/server.mjs';
import { Browser, PushService } from './browser.mjs';

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

let network;
let customer;
let company;
let server;
let kim;
let lee;
let service;
before(async () => {
    network = await Network.start();
    const brand = await network.person('hanbit');
    customer = await network.person('ann');
    company = await found_company({ account: { network: 'simulated', settings: { address: network.address, token: brand.token, keys: 'yes' } } });
    const added = await company.add('이아라', 'lee@hanbit.example', 'desk');
    service = await new PushService().start();
    server = await serve(company.data, { env: { MANYHANDS_PUSH_ALLOWED_HOSTS: '127.0.0.1', MANYHANDS_PUSH_CONTACT: 'desk@hanbit.example' } });
    kim = await new Person(server.url).sign_in(company.admin.link);
    lee = await new Person(server.url).sign_in(added.link);
});
after(async () => {
    await server?.stop();
    await service?.stop();
    await network?.stop?.();
    company?.remove();
});

describe('web push', { concurrency: false }, () => {
    let phone;
    let key;
    it('is subscribed to with the server’s key, and only at push services that are allowed', async () => {
        const { body } = await lee.get('/me/reach');
        key = body.application_key;
        assert.equal(Buffer.from(key, 'base64url').length, 65);
        assert.deepEqual([body.quiet_from, body.quiet_until, body.devices.length], ['21:00', '08:00', 0]);
        phone = new Browser(service, '/phone');
        const strange = await lee.call('POST', '/me/devices', { ...phone.device('x'), endpoint: 'https://elsewhere.example/x' });
        assert.equal(strange.status, 400);
        assert.match(JSON.stringify(strange.body), /push\.services/);
        const inside = await lee.call('POST', '/me/devices', { ...phone.device('x'), endpoint: 'http://169.254.169.254/latest' });
        assert.equal(inside.status, 400);
        const no_key = await lee.call('POST', '/me/devices', { ...phone.device('x'), p256dh: 'AAAA' });
        assert.equal(no_key.status, 400);
        const made = await lee.call('POST', '/me/devices', { ...phone.device('Chrome, Android'), zone: 'Asia/Seoul', lang: 'ko' });
        assert.equal(made.status, 201, JSON.stringify(made.body));
        assert.equal(made.body.devices[0].name, 'Chrome, Android');
        assert.equal(made.body.zone, 'Asia/Seoul');
        // The same browser again is the same device.
        const again = await lee.call('POST', '/me/devices', phone.device('Chrome, Android'));
        assert.equal(again.body.devices.length, 1);
    });
    it('stays quiet in quiet hours, then tells the question once, encrypted and signed', async () => {
        // Always quiet but for the minute before last: whatever the time is now.
        const now = new Date(Date.now() + 9 * 3_600_000);
        const minute = (off) => new Date(now.getTime() + off * 60_000).toISOString().slice(11, 16);
        await lee.call('PATCH', '/me/reach', { quiet_from: minute(-30), quiet_until: minute(30) });
        await network.post(customer, '@hanbit 세탁기에서 소리가 나요');
        await until('the question', async () => (await kim.get('/conversations?view=queue&limit=50')).body.items?.length === 1);
        await sleep(7_000);
        assert.equal(service.came.length, 0);
        await lee.call('PATCH', '/me/reach', { quiet_from: '00:00', quiet_until: '00:00' });
        const one = await until('the push', () => service.of('/phone')[0]);
        const said = service.checked(one, key);
        assert.equal(said.sub, 'mailto:desk@hanbit.example');
        assert.deepEqual([one.headers['content-encoding'], one.headers.ttl, one.headers.urgency, one.headers.topic], ['aes128gcm', '900', 'high', 'question']);
        assert.equal(one.body.includes('세탁기'), false);
        const read = phone.read(one.body);
        assert.equal(read.title, '답을 기다리는 질문이 있습니다');
        assert.equal(read.url, '/quick');
        assert.equal(JSON.stringify(read).includes('세탁기'), false, 'no word of the customer');
        assert.throws(() => new Browser(service, '/x').read(one.body), 'nobody else can read it');
        await sleep(7_000);
        assert.equal(service.came.length, 1, 'told once');
    });
    it('ends with a browser that is gone', async () => {
        service.says = () => 410;
        await network.post(await network.person('bob'), '@hanbit 언제 오나요');
        const rows = await until('two questions', async () => { const { items } = (await kim.get('/conversations?view=queue&limit=50')).body; return items?.length === 2 && items; });
        await lee.call('POST', '/quick/pass', { conversation_id: rows.find((one) => one.excerpt.includes('세탁기')).id });
        await until('no device', async () => (await lee.get('/me/reach')).body.devices.length === 0);
        assert.equal(service.came.length, 2);
    });
    it('ends at once with the person', async () => {
        // A message that is to be tried again is waiting when they are switched off.
        service.says = () => 503;
        const tablet = new Browser(service, '/tablet');
        assert.equal((await lee.call('POST', '/me/devices', tablet.device('Safari, iPad'))).status, 201);
        await until('the first try', () => service.of('/tablet').length > 0);
        const { items } = (await kim.get('/employees?limit=50')).body;
        const gone = await kim.call('PATCH', `/employees/${items.find((one) => one.email === 'lee@hanbit.example').id}`, { active: false });
        assert.equal(gone.status, 200, JSON.stringify(gone.body));
        const tried = service.of('/tablet').length;
        service.says = () => 201;
        await sleep(9_000);
        assert.equal(service.of('/tablet').length, tried);
    });
});
