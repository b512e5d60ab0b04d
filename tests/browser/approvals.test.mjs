// Approvals: an answer is read with its conversation, edited and approved, another one returned, by keyboard; what the
// customer writes meanwhile is seen first; the lanes are switched on. With the stand-in, which can be moved.
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

describe('approvals', { concurrency: false }, () => {
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

    it('waits for somebody who has read what the customer wrote', async () => {
        await page.goto(`${url}/approvals`);
        await page.locator('.one .why li').first().waitFor();
        assert.deepEqual(await page.locator('.one .why b').allInnerTexts(), ['안전', '법무', '보상']);
        await page.locator('.posts mark', { hasText: '소비자원' }).waitFor();
        await page.locator('a[href="/approvals"] .badge', { hasText: '2' }).waitFor();
        // Without any of its events: what is on the screen is old when it is approved.
        await move('mute', { on: 1 });
        await move('post', { handle: 'ember', text: '사진도 찍어 두었습니다' });
        await page.keyboard.press('r');
        await page.waitForFunction(() => document.activeElement?.id === 'ap-text');
        await page.keyboard.press('Control+Enter');
        await page.locator('.decide .say.late').waitFor();
        await page.locator('.posts article', { hasText: '사진도 찍어 두었습니다' }).waitFor();
        await move('mute', { on: 0 });
        // Edited by keyboard, and approved in view of it.
        await page.locator('#ap-text').fill('많이 놀라셨겠습니다. 바로 전원을 뽑아 주세요.');
        await page.locator('.acts .primary', { hasText: '고친 대로 승인' }).waitFor();
        await page.keyboard.press('Control+Enter');
        await page.locator('.list a', { hasText: '엠버' }).waitFor({ state: 'detached' });
        await page.locator('#ap-title', { hasText: 'Quill' }).waitFor();
        const { answers } = await move('look', { handle: 'ember' });
        assert.equal(answers.at(-1).text, '많이 놀라셨겠습니다. 바로 전원을 뽑아 주세요.');
        assert.equal(answers.at(-1).author.initials, 'SM', 'the author keeps the initials');
    });

    it('returns one with a reason, and says when nothing is left', async () => {
        await page.goto(`${url}/approvals`);
        await page.locator('#ap-title', { hasText: 'Quill' }).waitFor();
        await page.locator('.posts article').first().waitFor();
        await page.locator('.acts .btn', { hasText: '돌려보내기' }).press('Enter');
        await page.locator('#ap-reason').fill('언제 전화하는지 적어 주세요');
        await page.locator('dialog .primary').press('Enter');
        await page.locator('.none').waitFor();
        const { answers } = await move('look', { handle: 'quill' });
        assert.equal(answers.at(-1).reason, '언제 전화하는지 적어 주세요');
        await page.locator('a[href="/approvals"] .badge').waitFor({ state: 'detached' });
    });

    it('asks which of two answers to one question goes out', async () => {
        await move('awaiting', { handle: 'dawn2am', text: '변호사와 상의해 알려 드리겠습니다.' });
        const { row } = await move('look', { handle: 'dawn2am' });
        await page.goto(`${url}/inbox/all/${row.id}`);
        await page.getByRole('button', { name: '넘겨받기' }).first().click();
        await page.locator('dialog[open]', { hasText: '승인을 기다립니다' }).waitFor();
        await page.locator('#over').fill('급한 일입니다');
        await page.locator('dialog[open] .primary').click();
        await page.locator('#t').fill('오늘 안에 전화드리겠습니다.');
        await page.locator('#reply .send').click();
        // Both stand there. The one that waits is kept, and nothing of mine is lost.
        const which = page.locator('dialog[open]');
        await which.locator('blockquote', { hasText: '변호사와 상의해' }).waitFor();
        await which.locator('blockquote.mine', { hasText: '오늘 안에 전화' }).waitFor();
        await which.getByRole('button', { name: '기다리는 답변을 두기' }).click();
        await which.waitFor({ state: 'detached' });
        assert.equal(await page.locator('#t').inputValue(), '오늘 안에 전화드리겠습니다.');
        assert.deepEqual((await move('look', { handle: 'dawn2am' })).answers.map((one) => one.state), ['awaiting_approval']);
        await page.locator('#reply .send').click();
        await which.getByRole('button', { name: /거두고 내 답변 보내기/ }).press('Enter');
        await page.waitForFunction(() => document.querySelector('dialog[open]') === null);
        const { answers } = await move('look', { handle: 'dawn2am' });
        assert.equal(answers.at(-1).text, '오늘 안에 전화드리겠습니다.');
        assert.ok(!answers.some((one) => one.state === 'awaiting_approval'));
    });

    it('has its lanes in the settings', async () => {
        await page.goto(`${url}/settings/approval`);
        await page.locator('.lanes li').first().waitFor();
        assert.equal(await page.locator('.lanes input[type=checkbox]:checked').count(), 1, 'all come switched off but that of exceptions');
        await page.locator('.lanes li', { hasText: '법무' }).locator('input[type=checkbox]').first().check();
        const legal = page.locator('.lanes li', { hasText: '법무' }).first();
        await legal.getByRole('button', { name: /리더 빼기/ }).click();
        await page.locator('.foot .primary').click();
        await page.locator('.say.late', { hasText: '승인할 사람' }).waitFor();
        await page.locator('.lanes li.bad').waitFor();
        await legal.getByRole('combobox', { name: '승인자 더하기', exact: true }).selectOption('person');
        await legal.getByRole('combobox', { name: '승인자에 넣을 사람' }).fill('helen');
        await page.keyboard.press('Enter');
        await legal.locator('.chip', { hasText: 'Helen Evans' }).waitFor();
        await page.locator('.foot .primary').click();
        await page.locator('.foot [role=status]').waitFor();
        await page.locator('.say.late').waitFor({ state: 'detached' });
        await page.locator('.plain li', { hasText: '1판' }).waitFor();

        // Tried on the last answers: what would wait, and why.
        await page.getByRole('button', { name: '지난 답변에 돌려 보기' }).click();
        await legal.locator('.found', { hasText: '지난 답변 300개 가운데 12개' }).waitFor();
        await legal.locator('.found', { hasText: '변호사' }).waitFor();
        // A lane for nearly everything is saved by whoever has seen that.
        const newcomer = page.locator('.lanes li', { hasText: '처음 답하는 사람의 첫 답변' }).first();
        await newcomer.locator('input[type=checkbox]').first().check();
        await newcomer.getByRole('combobox', { name: '승인자 더하기', exact: true }).selectOption('role:lead');
        await page.locator('.foot .primary').click();
        await page.locator('.foot .wide', { hasText: '280개가 승인을 기다렸을' }).waitFor();
        assert.equal(await page.locator('.foot .primary').getAttribute('aria-disabled'), 'true');
        await page.locator('.foot .wide input').check();
        await page.locator('.foot .primary').click();
        await page.locator('.plain li', { hasText: '2판' }).waitFor();
        // The former version comes back as a draft.
        await page.locator('.plain li', { hasText: '1판' }).locator('.btn').click();
        await page.locator('.foot .primary[aria-disabled=false]').waitFor();
        assert.equal(await newcomer.locator('input[type=checkbox]').first().isChecked(), false);
    });
});
