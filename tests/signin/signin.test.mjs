import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Provider } from 'oidc-provider';
import { Network } from '../load/lab.mjs';
import { found_company, Person, serve } from '../journey/server.mjs';

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
async function until(what, look, ms = 20_000) {
    const end = Date.now() + ms;
    for (;;) {
        const found = await look();
        if (found) return found;
        if (Date.now() > end) assert.fail(`not within ${ms} ms: ${what}`);
        await sleep(20);
    }
}

const kClient = 'manyhands';
const kSecret = 'the secret of a client, +&=% and all';
const key = (kid) => ({ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' });

// The company's provider: npm's oidc-provider behind an address that stays, with people who come and go.
class Company {
    people = new Map();
    who = '';                  // signs in next
    refused_at = [];           // when it told somebody's token to be invalid
    refreshes = 0;
    async start() {
        this.server = createServer((request, response) => void this.handle(request, response));
        await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
        this.issuer = `http://127.0.0.1:${this.server.address().port}`;
        return this;
    }
    serve(redirect_uri, kid) {
        this.provider = new Provider(this.issuer, {
            clients: [{ client_id: kClient, client_secret: kSecret, redirect_uris: [redirect_uri], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] }],
            jwks: { keys: [key(kid)] },
            cookies: { keys: ['one key'] },
            scopes: ['openid', 'offline_access', 'email', 'profile', 'groups'],
            claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
            pkce: { required: () => true },
            features: { devInteractions: { enabled: false } },
            interactions: { url: (_, interaction) => `/sign-in/${interaction.uid}` },
            findAccount: (_, id) => this.people.has(id) ? { accountId: id, claims: () => ({ sub: id, ...this.people.get(id) }) } : undefined,
        });
        this.provider.on('grant.success', (ctx) => { if (ctx.oidc.params.grant_type === 'refresh_token') this.refreshes++; });
        this.provider.on('grant.error', (ctx) => { if (ctx.oidc.params?.grant_type === 'refresh_token') this.refused_at.push(performance.now()); });
        this.answer = this.provider.callback();
    }
    async handle(request, response) {
        if (!request.url.startsWith('/sign-in/')) return this.answer(request, response);
        const grant = new this.provider.Grant({ accountId: this.who, clientId: kClient });
        grant.addOIDCScope('openid offline_access email profile groups');
        await this.provider.interactionFinished(request, response, { login: { accountId: this.who }, consent: { grantId: await grant.save() } });
    }
    async stop() {
        this.server.closeAllConnections();
        await new Promise((done) => this.server.close(done));
    }
}

// As much of a browser as it takes: cookies by origin, redirects one by one.
class Browser {
    jar = new Map();
    seen = [];
    async go(address) {
        for (let steps = 0; steps < 12; steps++) {
            const { origin } = new URL(address);
            const cookies = this.jar.get(origin) ?? new Map();
            this.jar.set(origin, cookies);
            const response = await fetch(address, { redirect: 'manual', headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), 'accept-language': 'en' } });
            for (const set of response.headers.getSetCookie()) {
                const [name, value] = set.split(';')[0].split(/=(.*)/s);
                if (value === '') cookies.delete(name); else cookies.set(name, value);
            }
            this.seen.push(address);
            const to = response.headers.get('location');
            if (!to || this.stop_before?.(new URL(to, address).href)) return { status: response.status, to, text: await response.text() };
            address = new URL(to, address).href;
        }
        return assert.fail('redirects without an end');
    }
}

let company;
let house;
let network;
let server;
let admin;
const settings = (more = {}) => ({ issuer: company.issuer, client_id: kClient, scopes: 'openid email profile groups offline_access', newcomers: 'refused', trust_email: false, password_allowed: true, ...more });
async function save(more = {}) {
    const { status, body } = await admin.call('PUT', '/sso/settings', settings({ client_secret: kSecret, ...more }));
    assert.equal(status, 200, JSON.stringify(body));
}
const start = async () => server.url + (await (await fetch(`${server.url}/api/v1/sso`)).json()).items[0].address;
async function come(who, browser = new Browser()) {
    company.who = who;
    const came = await browser.go(await start());
    const cookie = browser.jar.get(server.url)?.get('manyhands');
    if (!cookie) return { came, browser };
    const person = new Person(server.url);
    person.cookie = `manyhands=${cookie}`;
    person.me = (await person.get('/me')).body;
    person.csrf = person.me.csrf_token;
    return { came, browser, person };
}

before(async () => {
    network = await Network.start();
    const brand = await network.person('hanbit');
    house = await found_company({ account: { network: 'simulated', settings: { address: network.address, token: brand.token, keys: 'yes' } } });
    company = await new Company().start();
    server = await serve(house.data, { env: { MANYHANDS_SIGN_IN_ALLOWED_HOSTS: '127.0.0.1', MANYHANDS_SIGN_IN_ASK_SECONDS: '1', MANYHANDS_LIMITS_CHANGES_PER_MINUTE: '0' } });
    admin = new Person(server.url);
    await admin.sign_in(house.admin.link);
    await house.add('Lee Desk', 'lee@hanbit.example', 'desk');
    const { body } = await admin.get('/sso/settings');
    assert.equal(body.redirect_uri, `${server.url}/sso/callback`);
    company.serve(body.redirect_uri, 'first');
    company.people.set('lee', { email: 'lee@hanbit.example', email_verified: true, name: 'Lee Desk', groups: ['staff'] });
    company.people.set('mallory', { email: 'kim@hanbit.example', email_verified: false, name: 'Kim Gordon', groups: [] });
});
after(async () => {
    await server?.stop();
    await company?.stop();
    await network?.stop();
    house?.remove();
});

describe('signing in with the company\'s provider', { concurrency: false }, () => {
    it('is set up only with a provider that answers as it says it does', async () => {
        const { status, body } = await admin.call('PUT', '/sso/settings', settings({ issuer: `${company.issuer}/nobody` }));
        assert.equal(status, 400, JSON.stringify(body));
        assert.equal(body.errors[0].pointer, '/issuer');
        await save();
    });

    it('lets somebody in by code and PKCE, with claims that only userinfo has', async () => {
        const { came, person, browser } = await come('lee');
        assert.equal(came.status, 200, came.text.slice(0, 400));
        assert.equal(person.me.employee.email, 'lee@hanbit.example');
        const asked = new URL(browser.seen.find((one) => one.startsWith(`${company.issuer}/auth?`)));
        assert.equal(asked.searchParams.get('code_challenge_method'), 'S256');
        assert.ok(!browser.jar.get(server.url).has('manyhands-sso'), 'the way in leaves nothing behind');
    });

    it('lets nobody in by an address that the provider did not verify, and says what to do', async () => {
        const { came, person } = await come('mallory');
        assert.equal(person, undefined);
        assert.equal(came.status, 403);
        assert.match(came.text, /did not confirm an e-mail address/);
    });

    it('takes an answer once, and of the browser that asked', async () => {
        const browser = new Browser();
        browser.stop_before = (to) => to.includes('/sso/callback');
        company.who = 'lee';
        const { to } = await browser.go(await start());
        const stranger = await new Browser().go(to);
        assert.equal(stranger.status, 401);
        browser.stop_before = undefined;
        const kept = new Map(browser.jar.get(server.url));
        assert.equal((await browser.go(to)).status, 200);
        assert.ok(browser.jar.get(server.url).has('manyhands'));
        browser.jar.set(server.url, kept);
        const again = await browser.go(to);
        assert.equal(again.status, 401, 'the code is spent');
        assert.match(again.text, /used already/);
    });

    it('gives role and department by groups', async () => {
        const made = await admin.call('POST', '/departments', { name_ko: '배송', name_en: 'Delivery' });
        await save({ groups: [{ group: 'leads', role: 'lead' }, { group: 'staff', department_id: made.body.id }] });
        company.people.get('lee').groups = ['staff', 'leads'];
        const { person } = await come('lee');
        assert.equal(person.me.employee.role, 'lead');
        assert.equal(person.me.employee.department_id, made.body.id);
    });

    it('goes on when the provider has changed its keys', async () => {
        company.serve(`${server.url}/sso/callback`, 'second');
        const { person } = await come('lee');
        assert.equal(person?.me.employee.email, 'lee@hanbit.example');
    });

    it('takes newcomers in at once where the brand says so', async () => {
        await save({ newcomers: 'at_once' });
        company.people.set('nari', { email: 'nari@hanbit.example', email_verified: true, name: 'Nari Park', groups: [] });
        const { person } = await come('nari');
        assert.equal(person.me.employee.name, 'Nari Park');
        assert.equal(person.me.employee.role, 'employee');
    });

    it('puts out whoever the provider does not know any more: access and stream within a second of its word', async () => {
        const { person } = await come('nari');
        const live = await person.listen();
        const before = company.refreshes;
        await until('the provider is asked, and asked again with the new token', () => company.refreshes >= before + 3);
        assert.equal((await person.get('/me')).status, 200);
        const gone = performance.now();
        company.refused_at = [];
        const nari = company.people.get('nari');
        company.people.delete('nari');
        const event = await until('the stream is told', () => live.events.find((one) => one.type === 'signed_out'));
        live.stop();
        const said = company.refused_at[0];
        console.log(`    the provider was asked after ${Math.round(said - gone)} ms; the stream ended ${Math.round(event.at - said)} ms after its word`);
        assert.ok(event.at - said < 1000);
        assert.equal((await person.get('/me')).status, 401);
        const { body } = await admin.get('/employees?q=nari');
        assert.equal(body.items[0].active, false);
        const audit = (await admin.get('/audit?action=sso.cut')).body.items;
        assert.equal(audit[0].object, body.items[0].id);
        assert.equal((await come('lee')).person.me.employee.active, true, 'nobody else');

        company.people.set('nari', nari);
        assert.equal((await come('nari')).person.me.employee.active, true, 'back with the provider');
    });

    it('puts nobody out because the provider is down', async () => {
        const { person } = await come('lee');
        const answer = company.answer;
        let asked = 0;
        company.answer = (_, response) => { asked++; response.writeHead(503).end('{"error":"invalid_grant"}'); };
        await until('it is asked', () => asked >= 2);
        assert.equal((await person.get('/me')).status, 200);
        company.answer = answer;
        assert.equal((await come('lee')).person.me.employee.email, 'lee@hanbit.example');
    });
});
