// Setting up in five steps, by an admin of an empty brand: each step is kept when it is saved, what it leaves behind acts at
// once (under the answer's field, in the hand-off, in the holding answer, in the reports), and nothing is switched on unasked.
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

const heading = (text) => page.locator('h2', { hasText: text }).waitFor();
const save = () => page.locator('.foot .btn.primary').click();
const open = async (handle) => {
    const { row } = await move('look', { handle });
    await page.goto(`${url}/inbox/queue/${row.id}`);
    await page.locator('.posts .post').first().waitFor();
};

describe('setting up', { concurrency: false }, () => {
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

    it('invites, and the plan leaves a promise and goals', async () => {
        await page.goto(`${url}/settings/start`);
        await page.locator('a[href="/settings/setup"]', { hasText: '다섯 단계로' }).click();
        await page.locator('.all li').nth(4).waitFor();
        await page.locator('.btn.primary', { hasText: '시작하기' }).click();
        await heading('목표');
        await page.locator('#su-minutes').fill('15');
        await page.locator('#su-minutes-hint', { hasText: '7 · 15 · 30 · 60' }).waitFor();
        await page.locator('#su-within').fill('80');
        await page.locator('#su-real').fill('240');
        await save();
        await heading('약속');
        // Whoever comes back goes on there.
        await page.goto(`${url}/settings/setup`);
        await page.locator('.all li.done', { hasText: '목표' }).waitFor();
        await page.locator('.btn.primary', { hasText: '이어서: 약속' }).waitFor();
        await page.goto(`${url}/reports/first-answer`);
        await page.locator('.figures .goal', { hasText: '80%' }).waitFor();
        await page.locator('p.goal', { hasText: '4시간' }).waitFor();
    });

    it('the words are under the field, and the holding answer speaks them', async () => {
        await page.goto(`${url}/settings/setup/expectations`);
        // Nothing written is nothing done.
        await page.locator('#su-promise-ko').waitFor();
        await save();
        await page.locator('.foot .say.late', { hasText: '건너뛰어도 됩니다' }).waitFor();
        await heading('약속');
        for (const topic of ['#su-promise-ko', '#su-scope-ko', '#su-hold-ko']) await page.locator('fieldset', { has: page.locator(topic) }).locator('.btn').click();
        await page.locator('#su-hold-ko').fill('담당 부서와 확인하겠습니다.');
        await page.locator('.wrong', { hasText: '{time}' }).waitFor();
        await page.locator('#su-hold-ko').fill('담당 부서와 확인하고 {time}까지 답하겠습니다.');
        await page.locator('.wrong').waitFor({ state: 'detached' });
        await save();
        await heading('협업');
        await open('dawn2am');
        await page.locator('.composer .house summary', { hasText: '남겨 주신 글에' }).click();
        await page.locator('.composer .house', { hasText: '법률 상담에는 답하지 않고' }).waitFor();
        await page.locator('.hold').click();
        await page.locator('.pop .item').first().click();
        await until(async () => /^담당 부서와 확인하고 .+까지 답하겠습니다\.$/.test(await page.inputValue('#t')));
        await page.locator('#t').fill('');
        await page.locator('.composer .house').waitFor();
    });

    it('departments, a rule and a lane, and nothing is switched on unasked', async () => {
        await page.goto(`${url}/settings/setup/collaboration`);
        await page.locator('#su-lanes').waitFor();
        await page.locator('[role=status]', { hasText: '지금 그대로' }).waitFor();
        await page.locator('.offer .btn').first().click();
        await page.locator('#su-rules ~ .btn').click();
        // A rule by which to recognise nothing is refused at its place, and what was written stays.
        await save();
        await page.locator('ol > li.bad').waitFor();
        await page.locator('.foot [role=alert]').waitFor();
        await page.locator('.words').fill('필터, 소음');
        await page.locator('.words').press('Tab');
        await page.locator('.lanes label', { hasText: '법' }).first().click();
        await page.locator('[role=status]', { hasText: '저장하면' }).waitFor();
        await save();
        await heading('제품으로');
        await page.goto(`${url}/settings/setup/collaboration`);
        await page.locator('.words').waitFor();
        assert.equal(await page.inputValue('.words'), '필터, 소음');
    });

    it('whoever hands off is offered the rule, with its clock and its way back', async () => {
        const { row } = await move('look', { handle: 'dawn2am' });
        await page.goto(`${url}/settings/setup/collaboration`);
        await page.locator('.words').fill(row.excerpt.split(' ')[0]);
        await page.locator('.words').press('Tab');
        await save();
        await heading('제품으로');
        await open('dawn2am');
        await page.keyboard.press('h');
        await page.locator('dialog .fits').waitFor();
        assert.equal(await page.locator('dialog .choice', { has: page.locator('.fits') }).locator('input').isChecked(), true);
        await page.locator('dialog .back', { hasText: '아무도 맡지 않으면' }).waitFor();
        await page.locator('#why').fill('규칙대로 넘깁니다');
        await page.locator('dialog .btn.primary').click();
        await page.locator('dialog').waitFor({ state: 'detached' });
        await page.locator('.bar', { hasText: '맡는 사람이 없으면' }).waitFor();
    });

    it('the loop leaves a tag and a list for everybody', async () => {
        await page.goto(`${url}/settings/setup/loop`);
        await page.locator('.chips').waitFor();
        await save();
        await page.locator('.foot .say.late', { hasText: '태그를 하나 이상' }).waitFor();
        await page.locator('.chips .btn', { hasText: '결함' }).click();
        await page.locator('.chip', { hasText: '결함' }).locator('input:checked').waitFor();
        await page.locator('.check', { hasText: 'tag:결함' }).waitFor();
        await save();
        await heading('지침');
        await page.goto(`${url}/settings/setup/loop`);
        await page.locator('.chip', { hasText: '결함' }).locator('input:checked').waitFor();
    });

    it('guidelines are tried before they are saved, a step may be skipped, and the end says what is left', async () => {
        await page.goto(`${url}/settings/setup/guidelines`);
        await page.locator('.try .btn').click();
        await page.locator('.try [role=status]').waitFor();
        await page.locator('.foot .btn.quiet', { hasText: '건너뛰기' }).click();
        await page.locator('.all li.skipped', { hasText: '지침' }).waitFor();
        await page.locator('.about', { hasText: '답할 준비가 되었습니다' }).waitFor();
        await page.locator('.left a[href="/settings/teams"]').waitFor();
        await page.locator('.all li', { hasText: '지침' }).locator('.go').click();
        await page.locator('.try').waitFor();
        await save();
        await page.locator('.all li.done', { hasText: '지침' }).waitFor();
    });

    it('what a second admin saved meanwhile is not overwritten', async () => {
        await page.goto(`${url}/settings/setup/plan`);
        await page.locator('#su-within').waitFor();
        await page.evaluate(async () => {
            const now = await (await fetch('/api/v1/programme')).json();
            const { csrf_token } = await (await fetch('/api/v1/me')).json();
            const steps = Object.fromEntries(Object.entries(now.steps).map(([step, { state }]) => [step, state]));
            await fetch('/api/v1/programme', { method: 'PUT', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf_token }, body: JSON.stringify({ version: now.version, steps: { ...steps, loop: 'skipped' }, rules: now.rules }) });
        });
        await save();
        await page.locator('.foot [role=alert]', { hasText: '다른 사람이 저장' }).waitFor();
        await page.locator('.foot [role=alert] .btn').click();
        await page.locator('.foot [role=alert]').waitFor({ state: 'detached' });
        await save();
        await page.locator('.all li.skipped', { hasText: '제품으로' }).waitFor();
    });
});
