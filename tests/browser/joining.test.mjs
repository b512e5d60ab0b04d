// Joining: an admin makes a link with its QR code and lets somebody in; a phone goes from the link to the first question;
// what is over, wrong or somebody else's is said in words. With the stand-in.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { browser, sign_in, watched, world } from './lib.mjs';

const place = await world();
const { url, link } = place;
let chromium;
let desk;       // the admin's page
let faults;
let context;
let cookies;
before(async () => { chromium = await browser(); });
after(async () => { await chromium?.close(); await place.close(); });

async function phone(locale = 'ko-KR') {
    const context = await chromium.newContext({ viewport: { width: 390, height: 844 }, locale, timezoneId: 'Asia/Seoul', hasTouch: true, isMobile: true });
    return { context, ...(await watched(context)) };
}
async function fill(page, { name, email, password = '긴 문장도 좋아요', initials }) {
    await page.locator('#j-name').fill(name);
    await page.locator('#j-email').fill(email);
    await page.locator('#j-pw').fill(password);
    // The proposal has come: what is typed now is not written over.
    await page.waitForFunction(() => document.querySelector('#j-in').value !== '');
    if (initials) await page.locator('#j-in').fill(initials);
}

describe('joining', { concurrency: false }, () => {
    beforeEach(async () => {
        context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ko-KR', timezoneId: 'Asia/Seoul' });
        if (cookies) await context.addCookies(cookies);
        ({ page: desk, faults } = await watched(context));
        if (!cookies) { await sign_in(desk, link); cookies = await context.cookies(); }
    });
    afterEach(async () => {
        assert.deepEqual(await faults(), []);
        await context.close();
    });

    it('goes from the link to the first question, once somebody has confirmed it', async () => {
        await desk.goto(`${url}/settings/joining`);
        await desk.getByRole('button', { name: '가입 링크 만들기' }).click();
        await desk.locator('dialog[open] #l-dom').waitFor();
        assert.equal(await desk.locator('#l-dom').inputValue(), 'onmaru.example', 'of whoever makes it');
        await desk.locator('#l-most').fill('0');
        await desk.getByRole('button', { name: '만들기', exact: true }).click();
        await desk.locator('#l-most-w.wrong').waitFor();
        await desk.locator('#l-most').fill('40');
        await desk.getByRole('button', { name: '만들기', exact: true }).click();
        await desk.locator('.poster svg').waitFor();
        const made = await desk.locator('#j-url').inputValue();
        const path = new URL(made).pathname;
        await desk.keyboard.press('Escape');
        await desk.locator('dialog[open]').waitFor({ state: 'detached' });

        const { context, page, faults } = await phone();
        await page.goto(url + path);
        await page.locator('.brand', { hasText: '온마루' }).waitFor();
        // Every word that is wrong stands at its field, and the first of them has the focus.
        await page.getByRole('button', { name: '가입하기' }).click();
        await page.waitForFunction(() => document.activeElement?.id === 'j-name');
        assert.equal(await page.locator('[aria-invalid=true]').count(), 3);
        await fill(page, { name: '한여름', email: 'summer@elsewhere.example' });
        await page.getByRole('button', { name: '가입하기' }).click();
        await page.locator('#j-email-w', { hasText: '@onmaru.example' }).waitFor();
        await page.locator('#j-email').fill('summer@onmaru.example');
        await page.locator('#j-in').fill('kg');
        await page.locator('#j-name').focus();
        await page.locator('#j-in-w', { hasText: '다른 사람이 쓰는 서명' }).waitFor();
        await page.locator('#j-in').fill('여름');
        await page.getByRole('button', { name: '가입하기' }).click();
        await page.locator('h1', { hasText: '거의 다 됐습니다' }).waitFor();
        // The phone throws the page away: it finds its place again.
        await page.reload();
        await page.locator('h1', { hasText: '거의 다 됐습니다' }).waitFor();

        await desk.reload();
        await desk.locator('.who', { hasText: '한여름' }).getByRole('button', { name: '들이기' }).click();
        await desk.locator('.who', { hasText: '한여름' }).waitFor({ state: 'detached' });
        await page.waitForURL(/\/quick$/);
        await page.locator('main').first().waitFor();
        assert.deepEqual(await faults(), []);
        await context.close();
    });

    it('lets people of a meeting in at once', async () => {
        const { context, page, faults } = await phone('en-US');
        await page.goto(`${url}/join/at-once`);
        await page.locator('h1', { hasText: 'Join and answer customers' }).waitFor();
        await fill(page, { name: 'Noa Winter', email: 'noa@onmaru.example' });
        assert.equal(await page.locator('#j-in').inputValue(), 'NW');
        await page.getByRole('button', { name: 'Join', exact: true }).click();
        await page.waitForURL(/\/quick$/);
        assert.deepEqual(await faults(), []);
        await context.close();
    });

    it('says what is over, in the language of who reads it', async () => {
        const { context, page, faults } = await phone();
        for (const [token, words] of [['over', '이 가입 링크는 끝났습니다'], ['late', '기한이 지났습니다'], ['guessed', '쓸 수 없는 가입 링크입니다']]) {
            await page.goto(`${url}/join/${token}`);
            await page.locator('[role=alert]', { hasText: words }).waitFor();
            await page.locator('#j-name').waitFor({ state: 'detached' });
        }
        await page.getByRole('button', { name: 'English' }).click();
        await page.locator('h1', { hasText: 'This link does not work' }).waitFor();
        await page.getByRole('link', { name: 'Sign in' }).click();
        await page.locator('#email').waitFor();
        assert.deepEqual(await faults(), []);
        await context.close();
    });

    it('tells a refused one so, and warns of an address that is here', async () => {
        const { context, page, faults } = await phone();
        await page.goto(`${url}/join/summer-crowd`);
        await fill(page, { name: '가짜 도윤', email: 'doyun@onmaru.example', initials: 'ZZ' });
        await page.getByRole('button', { name: '가입하기' }).click();
        await page.locator('h1', { hasText: '거의 다 됐습니다' }).waitFor();
        await desk.goto(`${url}/settings/joining`);
        const row = desk.locator('.who', { hasText: '가짜 도윤' });
        await row.locator('.say', { hasText: '이 주소를 쓰는 사람이 이미 있어' }).waitFor();
        await row.getByRole('button', { name: '들이기' }).waitFor({ state: 'detached' });
        await row.getByRole('button', { name: '거절' }).click();
        await row.waitFor({ state: 'detached' });
        await page.locator('h1', { hasText: '가입이 확인되지 않았습니다' }).waitFor();
        assert.deepEqual(await faults(), []);
        await context.close();
    });

    it('ends a link, and makes and ends invitations', async () => {
        await desk.goto(`${url}/settings/joining`);
        await desk.getByRole('button', { name: '서비스센터 링크 끝내기' }).last().click();
        await desk.locator('dialog[open]').getByRole('button', { name: '끝내기', exact: true }).click();
        await desk.locator('dialog[open]').waitFor({ state: 'detached' });
        await desk.locator('summary', { hasText: '끝난 링크 3개' }).waitFor();
        const of = (name) => desk.locator('section:last-of-type li', { hasText: name });
        await of('오세준').locator('text=열린 링크 없음').waitFor();
        await of('오세준').getByRole('button', { name: '새 링크' }).click();
        await desk.locator('dialog[open] #made').waitFor();
        await desk.keyboard.press('Escape');
        await of('오세준').locator('text=까지 쓸 수 있음').waitFor();
        await of('윤다인').getByRole('button', { name: '끝내기' }).click();
        await of('윤다인').locator('text=열린 링크 없음').waitFor();
    });

    it('asks for a second factor once it is on, and takes it off again', async () => {
        await desk.goto(`${url}/settings/me`);
        await desk.getByRole('button', { name: '2단계 인증 켜기' }).click();
        await desk.locator('#sf-code').waitFor();
        await desk.locator('#sf-code').fill('000000');
        await desk.getByRole('button', { name: '확인하고 켜기' }).click();
        await desk.locator('#sf-problem', { hasText: '번호가 맞지 않거나' }).waitFor();
        await desk.locator('#sf-code').fill('287082');
        await desk.keyboard.press('Enter');
        await desk.locator('.once li').nth(9).waitFor();
        await desk.getByRole('button', { name: '적어 두었습니다' }).click();
        await desk.locator('.chip.met', { hasText: '켜짐' }).waitFor();
        const { context, page, faults } = await phone();
        await page.goto(`${url}/signin`);
        await page.locator('#email').fill('gaon@onmaru.example');
        await page.locator('#password').fill('practice-1');
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.activeElement?.id === 'code');
        await page.locator('#signin-problem').waitFor({ state: 'hidden' });
        await page.keyboard.type('111111');
        await page.keyboard.press('Enter');
        await page.locator('#signin-problem', { hasText: '번호가 맞지 않거나' }).waitFor();
        await page.locator('#code').fill('287082');
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/inbox/);
        assert.deepEqual(await faults(), []);
        await context.close();
        await desk.getByRole('button', { name: '2단계 인증 끄기' }).click();
        await desk.locator('#sf-end').fill('287082');
        await desk.keyboard.press('Enter');
        await desk.getByRole('button', { name: '2단계 인증 켜기' }).waitFor();
    });

    it('prints the poster alone', async () => {
        await desk.goto(`${url}/settings/joining`);
        await desk.getByRole('button', { name: '가입 링크 만들기' }).click();
        await desk.getByRole('button', { name: '만들기', exact: true }).click();
        await desk.locator('.poster svg').waitFor();
        await desk.emulateMedia({ media: 'print' });
        const seen = await desk.evaluate(() => [...document.querySelectorAll('button, h2, input, .poster .call, .poster svg')].filter((one) => getComputedStyle(one).visibility === 'visible' && one.getClientRects().length > 0).map((one) => one.tagName.toLowerCase()));
        assert.deepEqual([...new Set(seen)].sort(), ['p', 'svg']);
        await desk.emulateMedia({ media: null });
    });
});
