// Who goes through the first minutes and what levels may answer, edited by an admin; and the bar of a phone, whose labels fit.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browser, sign_in, until, watched, world } from './lib.mjs';

const place = await world();
const { url, link, move } = place;
let chromium;
let cookies;
before(async () => { chromium = await browser(); });
after(async () => { await chromium?.close(); await place.close(); });
async function page_of(options) {
    const context = await chromium.newContext({ locale: 'en-US', timezoneId: 'Asia/Seoul', ...options });
    if (cookies) await context.addCookies(cookies);
    const made = await watched(context);
    if (!cookies) { await sign_in(made.page, link); cookies = await context.cookies(); }
    return { ...made, context };
}
const kept = async () => (await move('training')).last;

describe('the first minutes, for those who lead', { concurrency: false }, () => {
    it('levels, topics and who is asked are forms, and nothing is widened by accident', async () => {
        const { page, faults, context } = await page_of({ viewport: { width: 1440, height: 900 } });
        await page.goto(`${url}/settings/training`);
        await page.locator('.scope').waitFor();
        await page.locator('section .top .btn').click();
        await page.locator('#f-0').waitFor();
        // Whoever is asked from now on either goes on or goes through it.
        await page.getByRole('checkbox', { name: 'Desk' }).check();
        await page.getByRole('radio', { name: /go through it before/ }).check();
        // The only topic of a level stays.
        await page.getByRole('button', { name: 'Remove the topic Leaks' }).click();
        await page.getByText(/A level may answer this topic alone: Easy topics/).waitFor();
        await page.getByLabel('Add a topic').selectOption({ index: 1 });
        await page.getByRole('button', { name: 'Add a level' }).click();
        await page.locator('#lv-2').fill('Refunds too');
        const level = page.locator('fieldset', { has: page.locator('#lv-2') });
        await level.getByRole('radio', { name: 'Only those chosen' }).check();
        await level.getByRole('checkbox', { name: 'Safety' }).check();
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('Choose one topic at least for the level “Refunds too”, or all topics.').waitFor();
        assert.equal(await kept(), null, 'nothing was sent');
        await level.locator('.within input').first().check();
        await level.getByLabel('Languages it may answer').selectOption('ko');
        await page.getByRole('button', { name: 'Save' }).click();
        await until(async () => (await kept()) !== null);
        const { document, existing, version } = await kept();
        assert.equal(version, 2);
        assert.equal(existing, 'ask');
        assert.deepEqual(document.asks, ['employee', 'desk']);
        assert.equal(document.topics.length, 2);
        assert.deepEqual(document.levels[2], { id: 'level-3', name: { ko: '', en: 'Refunds too' }, topics: ['01LISTEN000000000000000001'], languages: ['ko'], barred: ['safety'] });
        await page.locator('.scope', { hasText: 'Refunds too' }).waitFor();
        assert.deepEqual(await faults(), []);
        await context.close();
    });

    for (const locale of ['ko-KR', 'en-US'])
        it(`on a phone no label of the bar is cut, and the rest is behind more (${locale})`, async () => {
            const { page, faults, context } = await page_of({ viewport: { width: 360, height: 740 }, locale, hasTouch: true });
            await page.goto(`${url}/inbox/queue`);
            const words = page.locator('.rail .word:visible');
            await words.first().waitFor();
            assert.equal(await words.count(), 5);
            for (const word of await words.all()) {
                const [shown, whole, inside] = await word.evaluate((one) => { const cell = one.parentElement.getBoundingClientRect(); const at = one.getBoundingClientRect(); return [one.clientWidth || at.width, one.scrollWidth || at.width, at.left >= cell.left - 0.5 && at.right <= cell.right + 0.5]; });
                assert.ok(whole <= Math.ceil(shown) && inside, `${await word.textContent()} is cut`);
            }
            await page.locator('.rail .more').click();
            await page.locator('.pop a[href="/quality"]').click();
            await until(async () => new URL(page.url()).pathname === '/quality');
            assert.equal(await page.locator('.pop').count(), 0);
            assert.ok(await page.locator('.rail .more.here').isVisible(), 'where one is shows on the bar');
            assert.deepEqual(await faults(), []);
            await context.close();
        });
});
