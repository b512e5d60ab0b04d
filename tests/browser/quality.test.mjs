// The quality audit: a round is marked by keyboard alone, drawn, closed, appealed against, decided; the score card is
// rewritten. With the stand-in, which can be moved.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { browser, sign_in, watched, world } from './lib.mjs';

const place = await world();
const { url, link, move } = place;
let chromium;
let context;
let page;
let faults;
let cookies;
before(async () => { chromium = await browser(); });
after(async () => { await chromium?.close(); await place.close(); });
const open_round = '01QUALITY0000000000000000A';
const done_round = '01QUALITY0000000000000000B';
async function until(what, ms = 10_000) {
    const end = Date.now() + ms;
    while (Date.now() < end) { if (await what()) return; await page.waitForTimeout(50); }
    assert.fail(`not within ${ms} ms: ${what}`);
}
// The criterion that has the focus, by its place; -1: none.
const at = () => page.evaluate(() => [...document.querySelectorAll('fieldset.cr')].findIndex((row) => row.contains(document.activeElement)));
const score = () => page.locator('.score .v').innerText();

describe('the quality audit', { concurrency: false }, () => {
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

    it('is marked by keyboard alone: from the inbox to the last answer', async () => {
        await page.goto(`${url}/inbox/queue`);
        await page.locator('.cases').waitFor();
        await page.keyboard.press('g');
        await page.keyboard.press('a');
        await page.locator('.rounds').waitFor();
        await page.locator('.rounds li:first-child .btn').focus();
        await page.keyboard.press('Enter');
        await until(async () => await at() === 0);
        assert.equal(await page.locator('.thread .judged').count(), 1);
        assert.doesNotMatch(await page.locator('main').innerText(), /이도윤|\^DY/, 'blind');
        await page.keyboard.press('5');
        await until(async () => await at() === 1);
        await page.keyboard.press('ArrowDown');
        await until(async () => await at() === 2);
        await page.keyboard.press('ArrowUp');
        await until(async () => await at() === 1);
        await page.keyboard.press('5');
        await until(async () => await at() === 2);
        // Not complete: it says what is missing and goes there.
        await page.keyboard.press('Control+Enter');
        await page.locator('fieldset.missing').waitFor();
        assert.equal(await at(), 2);
        await page.keyboard.press('4');
        await until(async () => await at() === 3);
        await page.keyboard.press('5');
        await until(async () => await at() === 4);
        assert.equal(await score(), '–');
        await page.keyboard.press('y');
        await until(async () => await score() === '97');
        await page.keyboard.press('x');
        await until(async () => await score() === '0');
        await page.keyboard.press('x');
        await until(async () => await score() === '97');
        await page.keyboard.press('m');
        await page.keyboard.type('흰 부표라고 쓰면 좋겠어요 5');
        assert.equal(await score(), '97', 'digits in the note are words');
        await page.keyboard.press('Escape');
        await until(async () => await at() >= 0);
        await page.keyboard.press('Control+Enter');
        await until(async () => (await move('quality')).last?.note === '흰 부표라고 쓰면 좋겠어요 5');
        assert.deepEqual((await move('quality')).last.marks, { accuracy: 5, tone: 5, terms: 4, method: 5, privacy: 1 });
        // The next one, fresh; passed over with a reason, also by keyboard.
        await until(async () => await at() === 0 && await score() === '–');
        await page.keyboard.press('3');
        await until(async () => await at() === 1);
        await page.reload();
        await until(async () => await page.locator('fieldset.cr:first-of-type input:checked').count() === 1, 10_000);
        await page.locator('.bar .btn').focus();
        await page.keyboard.press('Enter');
        await page.locator('#p-why').waitFor();
        await page.keyboard.type('아는 고객');
        await page.keyboard.press('Enter');
        await until(async () => await page.locator('dialog').count() === 0 && await at() === 0);
        for (const digit of ['5', '5', '5', '5']) {
            const before = await at();
            await page.keyboard.press(digit);
            await until(async () => await at() === before + 1);
        }
        await page.keyboard.press('n');
        await until(async () => await score() === '85');
        await page.keyboard.press('Control+Enter');
        await page.locator('.alone h2', { hasText: '더 없습니다' }).waitFor();
    });

    it('does not lose marks when the server does not answer', async () => {
        await page.goto(`${url}/quality`);
        await page.locator('.top .btn').click();
        await page.locator('.preview .n').waitFor();
        await page.locator('#d-seed').fill('spring-7');
        await page.locator('.form .btn.primary').click();
        await page.locator('.blind').waitFor();
        assert.match(await page.locator('.facts').innerText(), /spring-7/);
        await page.locator('.head .btn.primary').click();
        await until(async () => await at() === 0);
        for (const digit of ['5', '4', '5', '5', '1']) {
            const before = await at();
            await page.keyboard.press(digit);
            await until(async () => await at() === Math.min(4, before + 1));
        }
        const { marks } = await move('quality');
        await move('quality', { refuse: 1 });
        await page.keyboard.press('Control+Enter');
        await page.locator('.acts .wrong', { hasText: '답할 수 없습니다' }).waitFor();
        assert.equal(await score(), '96');
        await page.keyboard.press('Control+Enter');
        await until(async () => (await move('quality')).marks === marks + 1);
    });

    it('is closed, and shows marks side by side', async () => {
        await page.goto(`${url}/quality/round/${open_round}`);
        await page.locator('.blind').waitFor();
        await page.locator('.head .btn', { hasText: '마감' }).click();
        await page.locator('dialog .btn.primary').click();
        await page.locator('#h-marks').waitFor();
        await page.locator('.blind').first().waitFor({ state: 'detached' });
        await page.goto(`${url}/quality/round/${done_round}`);
        await page.locator('#h-agree').waitFor();
        assert.equal(await page.locator('section:last-of-type thead th').count(), 5, 'two auditors');
        assert.match(await page.locator('#h-marks ~ .scroll').innerText(), /치명적 잘못/);
    });

    it('says how sure a score is', async () => {
        await page.goto(`${url}/quality/results`);
        await page.locator('.all .v').waitFor();
        assert.match(await page.locator('.all').innerText(), /95% 구간/);
        await page.locator('.seg .btn', { hasText: '네트워크' }).click();
        await page.locator('tbody th', { hasText: 'Bluesky' }).waitFor();
        assert.match(await page.locator('tbody').first().innerText(), /아직 모름/);
    });

    it('shows authors their marks, never who made them, and takes an appeal', async () => {
        await page.goto(`${url}/quality/mine`);
        await page.locator('.said .score').waitFor();
        const text = await page.locator('main').innerText();
        assert.match(text, /95/);
        assert.match(text, /흰 부표/);
        assert.doesNotMatch(text, /서민|Helen/);
        await page.locator('.said .actions .btn').click();
        await page.locator('#a-text').fill('‘플로트’는 설명서에 있는 말입니다.');
        await page.locator('.said .btn.primary').click();
        await page.locator('.appeal', { hasText: '결정 기다림' }).waitFor();
        assert.equal(await page.locator('.said > .actions .btn').count(), 0, 'once');
    });

    it('tells authors when a round closes, leads to the mark and says how long they may appeal', async () => {
        await page.goto(`${url}/inbox/queue`);
        await page.locator('.bell').waitFor();
        const answer = (await page.evaluate(async () => (await (await fetch('/api/v1/quality/mine')).json()).items.at(-1).judged.answer_id));
        await move('desk', { do: 'audited', who: 'emp-kg', excerpt: `${new Date(Date.now() + 2.5 * 86_400_000).toISOString()} ${answer} 2` });
        await page.locator('.bell').click();
        const told = page.locator('.pop a', { hasText: '내 답변이 품질 평가를 받았습니다' });
        await told.waitFor();
        assert.match(await told.innerText(), /답변 2개 · 이의 제기 3일 남음/);
        await told.click();
        await until(async () => (await page.evaluate(() => document.activeElement?.id)) === `a-${answer}`);
        assert.match(await page.locator(`#a-${answer} .said`).innerText(), /일 남음|이의/);
    });

    it('lets somebody else decide, with new marks', async () => {
        await page.goto(`${url}/quality/appeals`);
        await page.locator('.said .btn.primary').click();
        await page.locator('#a-text').fill('택배사가 확인해 준 말이므로 맞습니다.');
        await page.locator('.check input').check();
        await page.locator('.said .form .btn.primary').click();
        await page.locator('.form [role=alert]').waitFor();
        await page.locator('fieldset.cr input').first().focus();
        for (const [i, digit] of ['5', '5', '5', '5', '1'].entries()) {
            await until(async () => await at() === i);
            await page.keyboard.press(digit);
        }
        await until(async () => await score() === '100');
        await page.locator('.said .form .btn.primary').click();
        await page.locator('.appeal', { hasText: '점수가 바뀜' }).waitFor();
    });

    it('has a score card in versions', async () => {
        await page.goto(`${url}/quality/card`);
        await page.locator('.top .btn').click();
        await page.locator('#c-w-0').fill('20');
        assert.equal(await page.locator('form .btn.primary').isDisabled(), true, 'the weights must add up');
        await page.locator('.btn', { hasText: '항목 더하기' }).click();
        await page.locator('#c-ko-5').fill('맞춤법');
        await page.locator('#c-en-5').fill('Spelling');
        assert.equal(await page.locator('#c-w-5').inputValue(), '10');
        await page.locator('form .btn.primary').click();
        await page.locator('h2', { hasText: '2판' }).waitFor();
        assert.match(await page.locator('tbody').innerText(), /맞춤법/);
        assert.equal(await page.locator('details').count(), 1);
    });

    it('teaches where there is nothing yet', async () => {
        await move('quality', { empty: 1 });
        for (const [path, words] of [['', /시드|표본을 뽑습니다/], ['/results', /마감하면/], ['/appeals', /이의/], ['/mine', /무작위로 평가/]]) {
            await page.goto(`${url}/quality${path}`);
            await page.locator('.empty').waitFor();
            assert.match(await page.locator('.empty').innerText(), words, path);
        }
    });
});
