// The composer in a real Chromium, with the web app's stand-in: phrases behind a slash, with the Korean input method.
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

const open = async (handle) => {
    const { row } = await move('look', { handle });
    await page.goto(`${url}/inbox/queue/${row.id}`);
    await page.locator('#t').waitFor();
    await page.waitForTimeout(250);      // the counter's own chunk
    return row;
};
// A syllable in the making, as the Korean input method does it; `enter` ends it with an Enter keydown of code 229.
async function compose(cdp, steps, { enter = false } = {}) {
    for (const text of steps) await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    if (enter) await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 });
    await cdp.send('Input.insertText', { text: steps.at(-1) });
    if (enter) await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 });
}

describe('phrases', { concurrency: false }, () => {
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

    it('opens behind a slash, moves with the arrows, fills in what it knows, and does not send', async () => {
        await open('marublue');
        await page.keyboard.press('c');
        await page.locator('.send', { hasText: '보내기' }).waitFor();
        await page.focus('#t');
        await page.keyboard.type('안녕하세요! /');
        const options = page.getByRole('option');
        await options.first().waitFor();
        assert.equal(await options.count(), 5);
        assert.match(await options.first().innerText(), /환불 처리 기간[\s\S]*넣으면 \d+ \/ 300/);
        assert.equal(await page.getAttribute('#t', 'aria-activedescendant'), await options.first().getAttribute('id'));
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Enter');
        await options.first().waitFor({ state: 'detached' });
        assert.match(await page.inputValue('#t'), /^안녕하세요! 마루블루 님, 환불은 .* 온마루에서 먼저 연락드릴게요\.$/);
        assert.equal(await page.locator('.out').count(), 0);
        await page.fill('#t', '');
    });

    it('picks with the Enter that ends a Hangul syllable, once, and sends nothing', async () => {
        await move('settings', { set: JSON.stringify({ enter_sends: true }) });
        await open('minjae');
        await page.keyboard.press('c');
        await page.locator('.send', { hasText: '보내기' }).waitFor();
        await page.focus('#t');
        await page.keyboard.type('/');
        const cdp = await context.newCDPSession(page);
        await compose(cdp, ['ㅂ', '부'], {});
        await compose(cdp, ['ㅍ', '표'], { enter: true });
        await page.waitForFunction(() => document.querySelector('#t').value.startsWith('물통을 빼면'));
        await page.waitForTimeout(200);
        assert.match(await page.inputValue('#t'), /^물통을 빼면 .* 넣어 주세요\.$/);
        assert.equal(await page.locator('.out').count(), 0, 'nothing goes out');
        // The next Enter is the writer's own, and sends once.
        await page.keyboard.press('Enter');
        await page.locator('.out.queued').waitFor();
        const { answers } = await move('look', { handle: 'minjae' });
        assert.equal(answers.length, 1);
        await move('settings', { set: JSON.stringify({ enter_sends: false }) });
    });

    it('closes with Escape and stays closed for that slash; a slash inside a word is a slash', async () => {
        await open('rowan');
        await page.focus('#t');
        await page.keyboard.type('and/or https://x.example/re 1/2 ');
        assert.equal(await page.getByRole('option').count(), 0);
        await page.keyboard.type('/re');
        await page.getByRole('option').first().waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('option').first().waitFor({ state: 'detached' });
        await page.keyboard.type('s');
        assert.equal(await page.getByRole('option').count(), 0);
        assert.ok(await page.evaluate(() => document.activeElement.id === 't'), 'Escape closes the menu, it does not leave the field');
        await page.fill('#t', '');
    });

    it('stops a text in which a variable is left, marks its place, and lets one fix it', async () => {
        await open('hana_dev');
        await page.keyboard.press('c');
        await page.locator('.send', { hasText: '보내기' }).waitFor();
        await page.fill('#t', '안녕하세요, {{고객}} 님.');
        assert.match(await page.locator('#compose-missing').innerText(), /\{\{고객\}\} 채우기/);
        await page.press('#t', 'Control+Enter');
        assert.deepEqual(await page.evaluate(() => { const t = document.querySelector('#t'); return t.value.slice(t.selectionStart, t.selectionEnd); }), '{{고객}}');
        await page.keyboard.type('하나');
        assert.equal(await page.inputValue('#t'), '안녕하세요, 하나 님.');
        assert.equal(await page.locator('.say.open').count(), 0);
        await page.fill('#t', '');
    });

    it('keeps phrases in the settings: made, found, changed, deleted', async () => {
        await page.goto(`${url}/settings/phrases`);
        await page.getByRole('button', { name: '문구 추가' }).click();
        await page.getByRole('button', { name: '저장' }).click();
        assert.equal(await page.locator('dialog [aria-invalid=true]').count(), 3);
        await page.fill('#ph-title', '설치 지연');
        await page.fill('#ph-shortcut', '/지연');
        await page.fill('#ph-ko', '늦어져 죄송합니다, {{customer.naem}} 님.');
        await page.getByRole('button', { name: '저장' }).click();
        await page.locator('#ph-ko-w', { hasText: '{{customer.naem}}' }).waitFor();
        await page.fill('#ph-ko', '늦어져 죄송합니다, ');
        await page.focus('#ph-ko');
        await page.keyboard.press('End');
        await page.getByRole('button', { name: '고객 이름' }).click();
        assert.equal(await page.inputValue('#ph-ko'), '늦어져 죄송합니다, {{customer.name}}');
        await page.getByRole('button', { name: '저장' }).click();
        const item = page.locator('main li', { hasText: '설치 지연' });
        await item.waitFor();
        assert.match(await item.innerText(), /\/지연[\s\S]*아직 쓰지 않음/);
        await item.getByRole('button').click();
        await page.getByRole('button', { name: '지우기' }).click();
        await page.getByRole('button', { name: '정말 지우기' }).click();
        await item.waitFor({ state: 'detached' });
    });
});
