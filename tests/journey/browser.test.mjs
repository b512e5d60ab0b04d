// The main job on the real AT network through the web app: connect the account in the form, see the mention arrive,
// claim, answer in Hangul, watch the countdown, and find one reply on the network. Two people in two browsers.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { browser, front, sign_in, watched } from '../browser/lib.mjs';
import { startAtNetwork, until } from '../servers/atnet-client.mjs';
import { cli, serve } from './server.mjs';

let network, brand, customer, server, place, data, chromium, kim, lee;
const password = 'browser-app-password';
const contexts = [];

async function person(link, locale) {
    const context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, locale, timezoneId: 'Asia/Seoul' });
    contexts.push(context);
    const { page, faults } = await watched(context);
    await sign_in(page, `${place.url}/link/${link.split('/').at(-1)}`);
    // Long enough to look at the network meanwhile, also on a slow machine.
    await page.evaluate(async () => fetch('/api/v1/me', { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': (await (await fetch('/api/v1/me')).json()).csrf_token }, body: JSON.stringify({ undo_seconds: 10 }) }));
    return { page, faults };
}

before(async () => {
    network = await startAtNetwork();
    brand = await network.account({ handle: 'hanbit.test', password, displayName: '한빛전자' });
    customer = await network.account({ handle: 'minji.test', displayName: '민지' });
    data = mkdtempSync(join(tmpdir(), 'manyhands-browser-'));
    const admin = await cli('init', '--data', data, '--brand', '한빛전자', '--name', 'Kim Gordon', '--email', 'kim@hanbit.example');
    const desk = await cli('user', 'add', '--data', data, '--name', 'Lee Doyun', '--email', 'lee@hanbit.example', '--role', 'desk');
    server = await serve(data);
    place = await front(server.url);
    chromium = await browser();
    kim = await person(admin.link, 'ko-KR');
    lee = await person(desk.link, 'en-US');
}, { timeout: 240_000 });

after(async () => {
    await chromium?.close();
    place?.close();
    await server?.stop();
    await network?.stop();
    if (data) rmSync(data, { recursive: true, force: true });
}, { timeout: 60_000 });

const replies = async (uri) => ((await customer.query('app.bsky.feed.getPostThread', { uri })).body.thread?.replies ?? []).map((reply) => reply.post);

describe('the journey in Chromium on the real network', { concurrency: false, timeout: 300_000 }, () => {
    let question;

    it('connects the account through the form, after a test that posts nothing', async () => {
        const { page } = kim;
        await page.goto(`${place.url}/settings/accounts/new/bluesky`);
        await page.locator('#c-service').fill(network.pds);
        await page.locator('#c-handle').fill('hanbit.test');
        await page.locator('#c-app_password').fill(password);
        await page.getByRole('button', { name: '연결해 보기' }).click();
        await page.locator('.test .say.met').first().waitFor({ timeout: 30_000 });
        await page.getByRole('button', { name: '연결', exact: true }).click();
        await page.waitForURL(/\/settings\/accounts$/, { timeout: 30_000 });
        await page.getByText('hanbit.test').first().waitFor();
    });

    it('shows the mention to both, live', async () => {
        for (const { page } of [kim, lee]) await page.goto(`${place.url}/inbox/queue`);
        question = await customer.post('@hanbit.test 냉장고에서 소리가 나요 ㅠㅠ', { mention: brand, langs: ['ko'] });
        // Into an empty list it comes at once; only a list that one reads holds it back.
        for (const { page } of [kim, lee]) {
            await page.locator('a.case', { hasText: '냉장고에서 소리가 나요' }).first().click();
            await page.locator('.posts .post').first().waitFor();
        }
    });

    it('is claimed by one and seen by the other', async () => {
        await kim.page.keyboard.press('c');
        await kim.page.waitForFunction(() => document.activeElement?.id === 't');
        await lee.page.getByText(/\^KG/).first().waitFor();
    });

    it('goes out after the countdown, once, and comes back as answered', async () => {
        const { page } = kim;
        await page.locator('#t').pressSequentially('불편을 드려 죄송합니다. 수평을 먼저 맞춰 주세요.');
        assert.equal(await page.locator('.count b').innerText(), String('불편을 드려 죄송합니다. 수평을 먼저 맞춰 주세요. ^KG'.length));
        await page.keyboard.press('Control+Enter');
        await page.locator('.out.queued').waitFor();
        // It waits for the whole countdown, and is not on the network before its end.
        assert.equal((await replies(question.uri)).length, 0);
        await page.locator('.post.brand').waitFor({ timeout: 30_000 });
        await lee.page.locator('.post.brand').waitFor({ timeout: 30_000 });
        const found = await until(async () => { const all = await replies(question.uri); return all.length > 0 && all; }, { what: 'the reply on the network' });
        assert.deepEqual(found.map((post) => post.record.text), ['불편을 드려 죄송합니다. 수평을 먼저 맞춰 주세요. ^KG']);
        assert.equal(found[0].author.did, brand.did);
    });

    it('broke no content security policy and threw no error', async () => {
        for (const { faults } of [kim, lee]) assert.deepEqual(await faults(), []);
    });
});
