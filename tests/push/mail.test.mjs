import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Network } from '../load/lab.mjs';
import { found_company, Person, serve } from '../journey/server.mjs';
import { kPassword, MailServer } from './mail_server.mjs';

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
// Where it is about noon now: letters come in the morning, whatever the time of this test. (The sign is POSIX's.)
const hour = new Date().getUTCHours();
const noon = hour === 12 ? 'UTC' : hour < 12 ? `Etc/GMT-${12 - hour}` : `Etc/GMT+${hour - 12}`;

let mail;
let network;
let company;
let server;
let env;
let kim;
let people;
const letters_to = (address) => mail.letters().filter((one) => one.headers.to.includes(address));
before(async () => {
    mail = await new MailServer().start();
    network = await Network.start();
    const brand = await network.person('hanbit');
    company = await found_company({ account: { network: 'simulated', settings: { address: network.address, token: brand.token, keys: 'yes' } } });
    people = {};
    for (const [name, email] of [['이아라', 'lee@hanbit.example'], ['"Eve\tO\'Hara" <all@hanbit.example>', 'eve@hanbit.example'], ['Nobody', 'nobody@hanbit.example'], ['Later', 'later@hanbit.example']])
        people[email] = await company.add(name, email, 'employee');
    writeFileSync(join(company.data, 'mail.password'), `${kPassword}\n`, { mode: 0o600 });
    env = {
        MANYHANDS_MAIL_SERVER: mail.url, MANYHANDS_MAIL_FROM: '한빛전자 고객지원 <desk@hanbit.example>', MANYHANDS_MAIL_USER: 'desk',
        MANYHANDS_MAIL_PASSWORD_FILE: join(company.data, 'mail.password'), MANYHANDS_MAIL_CA_FILE: mail.ca,
    };
    // Everybody says how they want to be reached before the letters begin.
    server = await serve(company.data);
    kim = await new Person(server.url).sign_in(company.admin.link);
    for (const [email, { link }] of Object.entries(people)) {
        const who = await new Person(server.url).sign_in(link);
        const wished = await who.call('PATCH', '/me/reach', { zone: noon, lang: email.startsWith('eve') ? 'en' : 'ko', digest: 'daily' });
        assert.equal(wished.status, 200, JSON.stringify(wished.body));
        people[email].person = who;
    }
    await network.post(await network.person('ann'), '@hanbit 세탁기에서 소리가 나요');
    await network.post(await network.person('bob'), '@hanbit where is my parcel');
    await until('both questions', async () => (await kim.get('/conversations?view=queue&limit=50')).body.items?.length === 2);
    await server.stop();
});
after(async () => {
    await server?.stop();
    await mail?.stop();
    await network?.stop();
    company?.remove();
});

describe('letters', { concurrency: false }, () => {
    it('come in the reader’s language, well formed, with a way out', async () => {
        // Killed between sending and writing it down: the letter comes once more, under the same Message-ID.
        await serve(company.data, { env: { ...env, MANYHANDS_FAILPOINT: 'mail.sent_not_recorded=kill' } }).then((one) => one.exited, () => {});
        await until('the first letter', () => mail.letters().length > 0);
        server = await serve(company.data, { env });
        // Before anybody says that they want none: then it would not come again.
        await until('the first letter once more', () => mail.letters().length > new Set(mail.letters().map((one) => one.headers['message-id'])).size, 90_000);
        const [lee] = await until('the Korean letter', () => letters_to('lee@hanbit.example').length > 0 && letters_to('lee@hanbit.example'), 90_000);
        assert.equal(lee.headers.from, '한빛전자 고객지원 <desk@hanbit.example>');
        assert.equal(lee.headers.to, '이아라 <lee@hanbit.example>');
        assert.equal(lee.headers.subject, '답을 기다리는 질문이 2건 있습니다');
        assert.equal(lee.headers['content-language'], 'ko');
        assert.match(lee.plain, /이아라 님, 안녕하세요\./);
        assert.match(lee.html, /<html lang="ko">/);
        assert.match(lee.plain, /http:\/\/127\.0\.0\.1:\d+\/quick/);
        assert.match(lee.plain, /지금 답을 기다리는 질문: 2건/);
        assert.match(lee.headers['message-id'], /^<[0-9A-Z]{26}@hanbit\.example>$/);
        for (const line of lee.raw.split('\n')) assert.ok(line.length <= 998);
        const stop = /^<(http[^>]+\/stop\/[^>]+)>$/.exec(lee.headers['list-unsubscribe'])[1];
        assert.equal(lee.headers['list-unsubscribe-post'], 'List-Unsubscribe=One-Click');
        assert.equal(lee.raw.includes('세탁기'), false);
        // As a mail program presses it (RFC 8058): no cookie, no page before it.
        const pressed = await fetch(server.url + new URL(stop).pathname, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' });
        assert.equal(pressed.status, 200);
        const who = people['lee@hanbit.example'].person;
        who.url = server.url;
        assert.equal((await who.get('/me/reach')).body.digest, 'never');
    });
    it('hold no header that a name brings along', async () => {
        const [eve] = await until('the English letter', () => letters_to('eve@hanbit.example').length > 0 && letters_to('eve@hanbit.example'), 90_000);
        assert.equal(eve.headers.subject, '2 questions are waiting for an answer');
        assert.equal(eve.headers['envelope-to'], 'eve@hanbit.example');
        assert.ok(eve.headers.to.endsWith(' <eve@hanbit.example>'));
        assert.equal(letters_to('all@hanbit.example').filter((one) => one.headers['envelope-to'] !== 'eve@hanbit.example').length, 0);
    });
    it('go out once, whatever was killed between', async () => {
        await until('what the server refused', () => /there is no such mailbox/.test(mail.what_it_said()) && /come back later/.test(mail.what_it_said()));
        const ids = mail.letters().map((one) => `${one.headers['envelope-to']} ${one.headers['message-id']}`);
        const people_of = new Set(ids.map((one) => one.split(' ')[0]));
        assert.equal(new Set(ids).size, people_of.size, 'one Message-ID for one person');
        assert.equal(ids.length, people_of.size + 1, 'the one whose sending was killed came twice, as the same letter');
        assert.equal(people_of.has('nobody@hanbit.example'), false);
    });
    it('are not sent to a server that cannot be trusted', async () => {
        await server.stop();
        server = await serve(company.data);
        const { link } = await company.add('Cho', 'cho@hanbit.example', 'employee');
        const cho = await new Person(server.url).sign_in(link);
        await cho.call('PATCH', '/me/reach', { zone: noon, lang: 'en', digest: 'daily' });
        await server.stop();
        server = await serve(company.data, { env: { ...env, MANYHANDS_MAIL_CA_FILE: '' } });
        await until('the problem in the log', () => /net\.mail\.not_trusted/.test(server.log()));
        assert.equal(letters_to('cho@hanbit.example').length, 0);
    });
});
