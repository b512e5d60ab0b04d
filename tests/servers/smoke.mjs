// What the journeys believe about the real AT network, each belief proven once.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { startAtNetwork, until } from './atnet-client.mjs';

let network;
let brand;
let customer;
let question;

before(
    async () => {
        network = await startAtNetwork();
        brand = await network.account({ handle: 'brand.test', displayName: '한빛전자' });
        customer = await network.account({ handle: 'minji.test', displayName: '민지' });
    },
    { timeout: 120_000 },
);
after(() => network?.stop(), { timeout: 30_000 });

const notifications = async (account) => (await account.query('app.bsky.notification.listNotifications')).body.notifications ?? [];
const thread = async (account, uri) => (await account.query('app.bsky.feed.getPostThread', { uri })).body.thread;
const answerRecord = (text, createdAt = '2026-01-01T00:00:00.000Z') => ({
    $type: 'app.bsky.feed.post',
    text,
    createdAt,
    reply: { root: question, parent: question },
});

describe('the AT network on loopback', { timeout: 120_000 }, () => {
    it('listens on loopback only', () => {
        const inodes = new Set();
        for (const table of ['tcp', 'tcp6']) {
            for (const line of readFileSync(`/proc/${network.process.pid}/net/${table}`, 'utf8').split('\n').slice(1)) {
                const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
                if (state === '0A') inodes.add(`${local} ${inode}`);
            }
        }
        for (const name of ['pds', 'appview', 'plc', 'control', 'introspect']) {
            const port = Number(new URL(network[name]).port).toString(16).toUpperCase().padStart(4, '0');
            const listeners = [...inodes].filter((entry) => entry.split(' ')[0].endsWith(`:${port}`));
            assert.deepEqual(
                listeners.map((entry) => entry.split(':')[0]),
                ['0100007F'],
                `${name} is bound to 127.0.0.1`,
            );
        }
    });

    it('tells a brand that it was mentioned, in Hangul with byte offsets', async () => {
        question = await customer.post('안녕하세요 @brand.test 냉장고가 멈췄어요', { mention: brand, langs: ['ko'] });
        const found = await until(async () => (await notifications(brand)).find((n) => n.uri === question.uri), {
            what: 'the notification',
        });
        assert.equal(found.reason, 'mention');
        assert.equal(found.author.did, customer.did);
        assert.equal(found.record.text, '안녕하세요 @brand.test 냉장고가 멈췄어요');
    });

    it('keeps one answer when putRecord repeats the same record', async () => {
        const first = await brand.put('3kzzzzzzzzz2a', answerRecord('바로 확인해 보겠습니다 ^KG'));
        const second = await brand.put('3kzzzzzzzzz2a', answerRecord('바로 확인해 보겠습니다 ^KG'));
        assert.equal(first.status, 200);
        assert.equal(second.status, 200);
        assert.equal(second.body.uri, first.body.uri);
        assert.equal(second.body.cid, first.body.cid);
        assert.equal(second.body.commit, undefined, 'the second time makes no commit');
        await network.settle();
        assert.equal((await thread(customer, question.uri)).replies.length, 1);
        const heard = (await notifications(customer)).filter((n) => n.uri === first.body.uri);
        assert.equal(heard.length, 1);
        assert.equal(heard[0].reason, 'reply');
    });

    it('refuses createRecord with a key that exists, with a server error', async () => {
        const { status } = await brand.call('com.atproto.repo.createRecord', {
            repo: brand.did,
            collection: 'app.bsky.feed.post',
            rkey: '3kzzzzzzzzz2a',
            record: answerRecord('바로 확인해 보겠습니다 ^KG'),
        });
        assert.equal(status, 500);
    });

    it('counts graphemes: 300 pass, 301 do not', async () => {
        const ok = await brand.put('3kzzzzzzzzz2b', answerRecord('가'.repeat(300)));
        const long = await brand.put('3kzzzzzzzzz2c', answerRecord('가'.repeat(301)));
        assert.equal(ok.status, 200);
        assert.equal(long.status, 400);
        assert.match(JSON.stringify(long.body), /grapheme too big/);
    });

    it('finds Korean posts by search', async () => {
        await network.settle();
        const found = await until(
            async () => {
                const { body } = await brand.query('app.bsky.feed.searchPosts', { q: '냉장고' });
                return body.posts?.find((post) => post.uri === question.uri);
            },
            { what: 'the post in the search' },
        );
        assert.equal(found.author.handle, 'minji.test');
    });

    it('takes the notification back when the customer deletes the post', async () => {
        const regret = await customer.post('@brand.test 취소할게요', { mention: brand });
        await until(async () => (await notifications(brand)).some((n) => n.uri === regret.uri), { what: 'the notification' });
        assert.equal((await customer.remove(regret.uri)).status, 200);
        await until(async () => !(await notifications(brand)).some((n) => n.uri === regret.uri), { what: 'its disappearance' });
    });

    it('refuses a token that is not one of its own', async () => {
        const stranger = Object.assign(Object.create(Object.getPrototypeOf(brand)), brand, { accessJwt: 'no-token' });
        const { status } = await stranger.query('app.bsky.notification.listNotifications');
        assert.ok(status === 400 || status === 401, `status ${status}`);
    });
});
