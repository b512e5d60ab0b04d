// Tips: offered beside the answer, proposed, published, taken back; made of an answer that was just audited. With the stand-in.
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
const tips = () => move('tips');

describe('tips', { concurrency: false }, () => {
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

    it('one that fits is put into the answer, and counts when that is sent', async () => {
        const { row } = await move('look', { handle: 'dawn2am' });
        await page.goto(`${url}/inbox/queue/${row.id}`);
        await page.locator('.composer, #t').first().waitFor();
        await page.locator('.tips summary', { hasText: '맞는 팁 1개' }).click();
        await page.getByRole('button', { name: /답변에 넣기/ }).click();
        await until(async () => (await page.locator('#t').inputValue()).startsWith('물통을 뺀 뒤'));
        await page.keyboard.press('Control+Enter');
        await until(async () => (await tips()).last_use?.length === 1);
        assert.deepEqual((await tips()).last_use, ['01TIP000000000000000000001']);
    });

    it('a proposal is published, and that is undone', async () => {
        await page.goto(`${url}/tips`);
        await page.getByRole('button', { name: '제안됨' }).click();
        const item = page.locator('main li', { hasText: 'serial number' });
        await item.getByRole('button', { name: /^게시/ }).click();
        await until(async () => (await tips()).tips.at(-1).state === 'published');
        await page.locator('.toast').getByRole('button', { name: '되돌리기' }).click();
        await until(async () => (await tips()).tips.at(-1).state === 'proposed');
        await item.waitFor();
    });

    it('is written down, and what is missing is said at its field', async () => {
        await page.goto(`${url}/tips`);
        await page.keyboard.press('g');
        await page.keyboard.press('t');
        await page.getByRole('button', { name: '팁 쓰기' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.locator('button[type=submit]').click();
        await dialog.locator('#tip-title-w.wrong').waitFor();
        await page.fill('#tip-title', '배송이 늦어요');
        await page.fill('#tip-ko', '주문 내역에서 기사님 위치를 볼 수 있습니다.');
        await dialog.locator('button[type=submit]').click();
        await dialog.waitFor({ state: 'detached' });
        await page.locator('main li', { hasText: '배송이 늦어요' }).waitFor();
        assert.equal((await tips()).tips[0].state, 'published');
    });

    it('an answer that was just audited becomes one with a press', async () => {
        await page.goto(`${url}/quality/mark/01QUALITY0000000000000000A`);
        await page.locator('fieldset.cr').first().waitFor();
        const n = await page.locator('fieldset.cr').count();
        for (let i = 0; i < n; ++i) await page.locator('fieldset.cr').nth(i).locator('input').first().focus().then(() => page.keyboard.press(i === n - 1 ? 'y' : '5'));
        await page.keyboard.press('Control+Enter');
        await page.locator('.toast').getByRole('button', { name: '팁으로 만들기' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.waitFor();
        // The answer's text is fetched behind the dialog.
        await page.waitForFunction(() => [...document.querySelectorAll('#tip-ko, #tip-en')].map((one) => one.value).join('').length > 5);
        await dialog.locator('button[type=submit]').click();
        await dialog.waitFor({ state: 'detached' });
        assert.ok((await tips()).tips[0].answer_id);
    });

    it('says how to begin when there is none', async () => {
        await move('tips', { empty: 'yes' });
        await page.goto(`${url}/tips`);
        await page.locator('.empty', { hasText: '아직 팁이 없습니다' }).waitFor();
    });
});
