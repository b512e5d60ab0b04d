// The quick answer on a phone: one question a card, taking, passing, help, undo, and what happens without a connection.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { browser, until, watched, world } from './lib.mjs';

const place = await world();
const { url, move } = place;
let chromium;
let context;
let page;
let faults;
let cookies;
// Nothing goes out by itself before the test has looked, however slow the machine is.
before(async () => { chromium = await browser(); await move('settings', { who: 'emp-sm', set: JSON.stringify({ undo_seconds: 55 }) }); });
after(async () => { await chromium?.close(); await place.close(); });
const asked = () => page.locator('.q .who').first().innerText();
const look = (handle) => move('look', { handle });

describe('the quick answer', { concurrency: false }, () => {
    beforeEach(async () => {
        context = await chromium.newContext({ viewport: { width: 390, height: 844 }, locale: 'ko-KR', timezoneId: 'Asia/Seoul', hasTouch: true, isMobile: true });
        if (cookies) await context.addCookies(cookies);
        ({ page, faults } = await watched(context));
        if (!cookies) {
            await move('link', { token: 'min', who: 'emp-sm' });
            await page.goto(`${url}/link/min`);
            await page.locator('main .btn.primary').click();
            await page.waitForURL('**/welcome');
            cookies = await context.cookies();
        }
        await page.goto(`${url}/quick`);
        await page.locator('main').waitFor();
    });
    afterEach(async () => {
        assert.deepEqual(await faults(), []);
        await context.close();
    });

    it('is where an employee begins on a phone, and nobody else', async () => {
        await page.goto(`${url}/`);
        await page.waitForURL('**/quick');
        await page.locator('.card').waitFor();
        await page.getByRole('link', { name: '받은함' }).click();
        await page.waitForURL('**/inbox/queue');
        await page.locator('.cases').waitFor();
    });

    it('passes for good: the question does not come back', async () => {
        const first = await asked();
        await page.getByRole('button', { name: '건너뛰기' }).click();
        await until(async () => await page.locator('.card').count() === 1 && await asked() !== first);
        await page.reload();
        await page.locator('.card').waitFor();
        assert.notEqual(await asked(), first);
    });

    it('takes a question, answers it, takes it back, and sends it', async () => {
        const handle = (await asked()).slice(1);
        await page.getByRole('button', { name: '내가 답하기' }).click();
        await page.waitForFunction(() => document.activeElement?.id === 'a');
        assert.equal((await look(handle)).row.claim.holder.id, 'emp-sm');
        // The bare name of a phrase says nothing to a customer: it does not leave.
        await page.fill('#a', ' /사과 ');
        await page.getByRole('button', { name: '보내기' }).click({ force: true });
        await page.locator('.need.late', { hasText: '고객에게 할 말을 써 주세요' }).waitFor();
        assert.equal((await look(handle)).answers.length, 0);
        await page.fill('#a', '확인해서 바로 알려 드리겠습니다.');
        await page.getByRole('button', { name: '보내기' }).click();
        await page.getByRole('button', { name: '취소' }).click();
        await page.locator('#a').waitFor();
        assert.equal(await page.inputValue('#a'), '확인해서 바로 알려 드리겠습니다.');
        await page.getByRole('button', { name: '보내기' }).click();
        await page.getByRole('button', { name: '지금 보내기' }).click();
        await page.getByText('답이 올라갔습니다').waitFor();
        assert.equal((await look(handle)).posts.at(-1).text, '확인해서 바로 알려 드리겠습니다. ^SM');
        await page.getByRole('button', { name: '여기까지' }).click();
        await page.getByText('고맙습니다').waitFor();
    });

    it('keeps an answer that could not leave, and sends it only when asked to', async () => {
        const handle = (await asked()).slice(1);
        await page.getByRole('button', { name: '내가 답하기' }).click();
        await page.fill('#a', '오늘 안에 도착합니다.');
        await context.setOffline(true);
        await page.getByRole('button', { name: '이 휴대폰에 두기' }).click();
        await page.getByText('이 휴대폰에 두었습니다').waitFor();
        await context.setOffline(false);
        await page.getByText('보내기를 누르면 나갑니다').waitFor();
        assert.equal((await look(handle)).answers.length, 0, 'nothing leaves by itself');
        // Even after the page was closed: there it stands, and the person presses. Also when it is held no longer.
        await page.reload();
        await page.locator('#a').waitFor();
        assert.equal(await page.inputValue('#a'), '오늘 안에 도착합니다.');
        await page.getByText('보내기를 누르면 나갑니다').waitFor();
        await move('free', { handle });
        await page.reload();
        await page.getByRole('button', { name: '보고 보내기' }).click();
        await until(async () => await page.inputValue('#a') === '오늘 안에 도착합니다.');
        await page.getByRole('button', { name: '보내기' }).click();
        await page.getByRole('button', { name: '지금 보내기' }).click();
        await page.getByText('답이 올라갔습니다').waitFor();
        assert.equal((await look(handle)).posts.filter((post) => post.side === 'brand').length, 1);
    });

    it('hands what one does not know to a department', async () => {
        const handle = (await asked()).slice(1);
        await page.getByRole('button', { name: '도움 받기' }).click();
        await page.getByRole('button', { name: '부서에 넘기기' }).click();
        assert.match(await page.locator('[role=alert]').innerText(), /부서를 골라/);
        await page.getByLabel('법무').check();
        await page.getByRole('button', { name: '환불·보상 이야기입니다' }).click();
        await page.getByRole('button', { name: '부서에 넘기기' }).click();
        await until(async () => (await look(handle)).row.department_id === 'dep-law');
        await page.getByText('부서에 넘겼습니다').waitFor();
    });

    it('says that somebody else was quicker, and goes on', async () => {
        const handle = (await asked()).slice(1);
        await move('claim', { handle, who: 'emp-dy' });
        await page.getByRole('button', { name: '내가 답하기' }).click();
        await page.getByText('다른 분이 먼저 맡았습니다').waitFor();
        assert.notEqual((await asked()).slice(1), handle);
    });

    it('opens without a connection once it has been seen, and keeps no data', async () => {
        await page.evaluate(() => navigator.serviceWorker.ready);
        await until(() => page.evaluate(async () => (await (await caches.open('manyhands-quick-1')).keys()).length > 4));
        const kept = await page.evaluate(async () => (await (await caches.open('manyhands-quick-1')).keys()).map((one) => new URL(one.url).pathname));
        assert.deepEqual(kept.filter((path) => path !== '/quick' && !path.startsWith('/assets/')), []);
        await context.setOffline(true);
        await page.goto(`${url}/quick`);
        await page.getByText('질문을 불러오지 못했습니다').waitFor();
        await context.setOffline(false);
        await page.locator('.card').waitFor();
    });

    it('is installable: a manifest with icons that are there', async () => {
        const manifest = await (await page.request.get(`${url}/quick.webmanifest`)).json();
        assert.equal(manifest.start_url, '/quick');
        for (const icon of manifest.icons) assert.equal((await page.request.get(`${url}${icon.src}`)).status(), 200);
        assert.equal(await page.getAttribute('link[rel=manifest]', 'href'), '/quick.webmanifest');
    });

    it('asks for a reason when the guidelines refuse an answer, and sends it with that', async () => {
        await page.getByRole('button', { name: '내가 답하기' }).click();
        await page.waitForFunction(() => document.activeElement?.id === 'a');
        const text = '주문번호를 댓글로 알려 주세요.';
        await page.fill('#a', text);
        await page.locator('.acts .primary').click();
        await page.getByLabel('그대로 내보낼 까닭').waitFor();
        await page.locator('.say.late', { hasText: '지침이 막는 글입니다' }).waitFor();
        assert.equal(await page.inputValue('#a'), text);
        // Another text is another answer: it is asked anew.
        await page.fill('#a', `${text} `);
        await page.locator('#a-why').waitFor({ state: 'detached' });
        await page.locator('.acts .primary').click();
        await page.fill('#a-why', '고객이 먼저 적은 번호입니다.');
        await page.locator('.acts .primary').click();
        await page.getByRole('button', { name: '취소' }).waitFor();
        await until(async () => (await move('guidelines')).exceptions[0].reason === '고객이 먼저 적은 번호입니다.');
        // For those who follow: it stays a question.
        await page.getByRole('button', { name: '취소' }).click();
        await page.locator('#a').waitFor();
        await page.locator('.acts .btn').first().click();
        await page.locator('.card').waitFor();
    });
});
