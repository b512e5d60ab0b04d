// Honour: the board by its key, one's own place, the choice to be shown, a certificate in both languages, participation.
// With the stand-in.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { browser, in_a_row, sign_in, until, watched, world } from './lib.mjs';

const place = await world();
const { url, link, move } = place;
let chromium;
let context;
let page;
let faults;
let cookies;
before(async () => { chromium = await browser(); });
after(async () => { await chromium?.close(); await place.close(); });

describe('honour', { concurrency: false }, () => {
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

    it('opens by G L with the first ten, my place and what one more good answer gives', async () => {
        await page.goto(`${url}/inbox/queue`);
        await page.locator('a.case').first().waitFor();
        await in_a_row(page, 'g', 'l');
        await page.locator('tr.me').waitFor();
        assert.equal(await page.locator('tbody').first().locator('tr').count(), 10);
        assert.match(await page.locator('tr.me').innerText(), /41/);
        assert.match(await page.locator('#h-me + .mine + .w').innerText(), /55\.0에서 57\.5/);
        await page.getByRole('button', { name: '데스크' }).click();
        await until(async () => (await page.locator('.empty').count()) === 1);
        assert.match(page.url(), /board=desk/);
    });

    it('who does not want to be shown says so once, and is told what that means', async () => {
        await page.goto(`${url}/honour?board=crowd`);
        await page.getByLabel(/순위표에 내 이름 보이기/).uncheck();
        await page.getByText('다른 사람에게는 보이지 않습니다').waitFor();
        assert.equal(Object.values(await move('honour'))[0].on_board, false);
        await page.getByLabel(/순위표에 내 이름 보이기/).check();
        await until(async () => Object.values(await move('honour'))[0].on_board === true);
    });

    it('a certificate is one sheet, in the language that is wished', async () => {
        await page.goto(`${url}/honour/certificate?board=crowd`);
        await page.locator('.paper h2', { hasText: '감사장' }).waitFor();
        await page.getByRole('button', { name: 'English' }).click();
        await page.locator('.paper[lang=en] h2', { hasText: 'Certificate of Thanks' }).waitFor();
        await page.emulateMedia({ media: 'print' });
        assert.equal(await page.locator('.tools').isVisible(), false);
        const pages = (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g).length;
        assert.equal(pages, 1);
    });

    it('how far departments have come stands in a table with its sum', async () => {
        await page.goto(`${url}/honour/participation`);
        await page.locator('tfoot td').first().waitFor();
        const column = await page.locator('tbody tr td:nth-child(2) .fig').allInnerTexts();
        assert.equal(Number((await page.locator('tfoot td').first().innerText()).replace(/\D/g, '')), column.reduce((sum, one) => sum + Number(one), 0));
        await page.getByRole('link', { name: /CSV/ }).waitFor();
    });
});
