// What is promised beyond the answer: made beside the thread, handed on, done, late; and the list of all of it. With the stand-in.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { browser, sign_in, until, watched, world } from './lib.mjs';

const place = await world();
const { url, link, move } = place;
let chromium;
let context;
let page;
let faults;
let cookies;
before(async () => { chromium = await browser(); });
after(async () => { await chromium?.close(); await place.close(); });
const actions = async () => (await move('actions')).actions;

describe('what was promised', { concurrency: false }, () => {
    beforeEach(async () => {
        context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ko-KR', timezoneId: 'Asia/Seoul' });
        if (cookies) await context.addCookies(cookies);
        ({ page, faults } = await watched(context));
        if (!cookies) { await sign_in(page, link); cookies = await context.cookies(); }
    });
    afterEach(async () => {
        assert.deepEqual(await faults(), []);
        await context.close();
    });

    it('says so when there is nothing yet', async () => {
        await page.goto(`${url}/promised`);
        await page.locator('.empty', { hasText: '남은 약속이 없습니다' }).waitFor();
    });

    it('goes to one person with a time that is still to come', async () => {
        const { row } = await move('look', { handle: 'dawn2am' });
        await page.goto(`${url}/inbox/queue/${row.id}`);
        await page.locator('#h-promised .btn').click();
        await page.getByRole('dialog').getByRole('button', { name: '약속 남기기' }).click();
        await page.locator('#ac-what-w.wrong').waitFor();
        await page.fill('#ac-what', '새 물통을 매장에서 바꾸기');
        await page.fill('#ac-due', '2020-01-01T12:00');
        await page.getByRole('dialog').getByRole('button', { name: '약속 남기기' }).click();
        await page.locator('#ac-due-w').waitFor();
        assert.equal((await actions()).length, 0);
        await page.fill('#ac-due', '2099-01-01T12:00');
        await page.getByRole('dialog').getByRole('button', { name: '약속 남기기' }).click();
        await page.locator('dialog[open]').waitFor({ state: 'detached' });
        await page.locator('section[aria-labelledby=h-promised] li', { hasText: '새 물통' }).waitFor();
        assert.deepEqual((await actions()).map((one) => [one.owner, one.state]), [['emp-kg', 'open']]);
    });

    it('is late, handed on, and done; it comes back to whoever promised it', async () => {
        await move('actions', { late: '90', gone: 'yes' });
        await page.goto(`${url}/promised`);
        await page.getByRole('button', { name: '늦은 것' }).click();
        await page.locator('li', { hasText: '지남' }).waitFor();
        await page.locator('li', { hasText: '지금은 없는 사람입니다' }).waitFor();
        await page.getByRole('button', { name: '넘기거나 때 바꾸기' }).click();
        await page.getByRole('dialog').getByRole('combobox').fill('도윤');
        await page.getByRole('dialog').getByRole('option').first().click();
        await page.fill('#ac-due', '2099-02-01T12:00');
        await page.getByRole('dialog').getByRole('button', { name: '저장' }).click();
        await page.locator('.empty').waitFor();
        assert.equal((await actions())[0].owner, 'emp-dy');
        await page.getByRole('button', { name: '남은 것' }).click();
        await page.locator('#ac-whose').selectOption('all');
        await page.locator('li', { hasText: '끝나면 김가온 님에게 돌아감' }).waitFor();
        await page.getByRole('button', { name: '마침', exact: true }).click();
        await page.locator('.empty').waitFor();
        await until(async () => (await actions())[0].state === 'done');
        await page.getByRole('button', { name: '끝난 것' }).click();
        await page.locator('li', { hasText: '에 마침' }).waitFor();
    });

    it('is cancelled only when one is sure', async () => {
        const { row } = await move('look', { handle: 'minjae' });
        await page.goto(`${url}/inbox/queue/${row.id}`);
        await page.locator('#h-promised .btn').click();
        await page.fill('#ac-what', '전화 드리기');
        await page.getByRole('dialog').getByRole('button', { name: '약속 남기기' }).click();
        await page.locator('dialog[open]').waitFor({ state: 'detached' });
        const item = page.locator('section[aria-labelledby=h-promised] li');
        await item.getByRole('button', { name: '약속 취소' }).click();
        await item.getByRole('alert').waitFor();
        await item.getByRole('button', { name: '약속 취소' }).click();
        await until(async () => (await actions()).at(-1).state === 'cancelled');
        await item.getByRole('button', { name: '약속 취소' }).waitFor({ state: 'detached' });
    });
});
