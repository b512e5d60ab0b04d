// The composer in a real Chromium, with the web app's stand-in: phrases behind a slash, with the Korean input method.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { browser, drawn, sign_in, watched, world } from './lib.mjs';

const place = await world();
const { url, link, move } = place;
let chromium;
let context;
let page;
let faults;
let cookies;
// Nothing goes out by itself before the test has looked, however slow the machine is.
before(async () => { chromium = await browser(); await move('settings', { who: 'emp-kg', set: JSON.stringify({ undo_seconds: 55 }) }); });
after(async () => { await chromium?.close(); await place.close(); });

const open = async (handle) => {
    const { row } = await move('look', { handle });
    await page.goto(`${url}/inbox/queue/${row.id}`);
    await page.locator('#t').waitFor();
    await page.locator('.composer .count > *').first().waitFor();      // the counter comes by itself
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
        await drawn(page);
        assert.match(await page.inputValue('#t'), /^물통을 빼면 .* 넣어 주세요\.$/);
        assert.equal(await page.locator('.out').count(), 0, 'nothing goes out');
        assert.equal((await move('look', { handle: 'minjae' })).answers.length, 0);
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
        await page.locator('.say.open').first().waitFor({ state: 'detached' });
        await page.fill('#t', '');
    });

    const long = '안쪽 뒤에 흰 부표가 보입니다. 위로 한 번 밀어 올린 뒤 물통을 끝까지 넣어 주세요. '.repeat(9).trim();
    it('splits a text that is too long at the ends of sentences, shows each post, and sends one after the other', async () => {
        const { row } = await move('look', { handle: 'marublue' });
        await open('marublue');
        if (!(await page.locator('.send', { hasText: '보내기' }).count())) await page.keyboard.press('c');
        await page.locator('.send', { hasText: '보내기' }).waitFor();
        await page.fill('#t', long);
        assert.match(await page.locator('#compose-missing').innerText(), /자 줄이기/);
        await page.getByRole('button', { name: '2개로 나누기' }).click();
        const posts = page.locator('.preview li');
        await posts.nth(1).waitFor();
        assert.equal(await posts.count(), 2);
        for (const text of await posts.locator('.text').allInnerTexts()) assert.match(text, /(보입니다|주세요)\.( \^KG)?$/);
        assert.equal((await posts.nth(0).locator('.text').innerText()).includes('^KG'), false);
        assert.match(await posts.nth(1).locator('.text').innerText(), / \^KG$/);
        await page.getByLabel('번호 붙이기').check();
        assert.match(await posts.nth(0).locator('.text').innerText(), / 1\/2$/);
        await page.getByLabel('번호 붙이기').uncheck();
        await page.click('.send');
        await page.locator('.out .rest li').waitFor();
        assert.match(await page.locator('.out').innerText(), /2개 중 1번째/);
        await page.getByRole('button', { name: '지금 보내기' }).click();
        await page.locator('.post.brand').nth(1).waitFor();
        const { posts: all } = await move('look', { id: row.id });
        const ours = all.filter((post) => post.side === 'brand').map((post) => post.text.replace(' ^KG', ''));
        assert.equal(ours.join(' '), long);
    });

    it('stops between two posts when the customer writes, and asks', async () => {
        await open('narae14');
        await page.keyboard.press('c');
        await page.locator('.send', { hasText: '보내기' }).waitFor();
        await page.fill('#t', long.repeat(2));
        await page.getByRole('button', { name: /개로 나누기/ }).click();
        await page.locator('.preview li').nth(1).waitFor();
        await page.click('.send');
        // The network takes its time until the customer has written.
        await move('network', { waits: '1' });
        await page.getByRole('button', { name: '지금 보내기' }).click();
        await page.locator('.out.sending').waitFor();
        await move('post', { handle: 'narae14', text: '아, 됐어요!' });
        await move('network', { waits: '0' });
        await page.locator('.out.paused').waitFor();
        assert.match(await page.locator('.out.paused').innerText(), /2번째/);
        await page.getByRole('button', { name: '그대로 보내기' }).click();
        await page.locator('.out').waitFor({ state: 'detached' });
    });

    it('shows what another person answered meanwhile, and asks once more', async () => {
        await open('rowan');
        await page.fill('#t', 'It left us this morning.');
        await move('answered', { handle: 'rowan', who: 'emp-dy', text: 'Your parcel left us at 9.' });
        await page.locator('.collision', { hasText: 'Your parcel left us at 9.' }).waitFor();
        assert.equal(await page.inputValue('#t'), 'It left us this morning.');
        await page.fill('#t', '');
    });

    it('takes a pasted and a chosen picture, makes it small enough, asks for its description, and shows it', async () => {
        await open('hana_dev');
        if (!(await page.locator('.send', { hasText: '보내기' }).count())) await page.keyboard.press('c');
        await page.locator('.send', { hasText: '보내기' }).waitFor();
        await page.fill('#t', '사진으로 보여 드릴게요.');
        // 3000 x 2000 pixels of noise: far more than the network takes as a PNG.
        await page.evaluate(async () => {
            const canvas = Object.assign(document.createElement('canvas'), { width: 3000, height: 2000 });
            const pen = canvas.getContext('2d');
            for (let y = 0; y < 2000; y += 4) for (let x = 0; x < 3000; x += 4) { pen.fillStyle = `rgb(${(x * 7 + y * 13) % 255} ${(x * y) % 255} ${(x ^ y) % 255})`; pen.fillRect(x, y, 4, 4); }
            const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
            const data = new DataTransfer();
            data.items.add(new File([blob], 'noise.png', { type: 'image/png' }));
            document.querySelector('#t').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        });
        const field = page.getByLabel('그림 1 설명');
        await field.waitFor();
        await page.waitForFunction((one) => one === document.activeElement, await field.elementHandle());     // it is asked for at once
        const size = await page.evaluate(async () => (await (await fetch(document.querySelector('.images img').src)).blob()).size);
        assert.ok(size < 1_000_000 && size > 1000, `${size} bytes`);
        await page.keyboard.type('부표가 물통 뒤에 있는 모습');
        await page.locator('.saved', { hasText: '초안 저장됨' }).waitFor();
        await page.evaluate(() => localStorage.clear());
        await page.reload();
        await field.waitFor();
        assert.deepEqual([await field.inputValue(), await page.inputValue('#t')], ['부표가 물통 뒤에 있는 모습', '사진으로 보여 드릴게요.'], 'kept over a reload, on another machine too');
        const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
        await page.locator('.composer input[type=file]').setInputFiles([{ name: 'dot.png', mimeType: 'image/png', buffer: dot }, { name: 'fake.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') }]);
        await page.getByLabel('그림 2 설명').waitFor();
        await page.locator('.images [role=alert]', { hasText: '그림 파일이 아닙니다' }).waitFor();
        await page.getByRole('button', { name: '그림 2 빼기' }).click();
        await page.locator('.head .btn[aria-pressed]').click();
        assert.equal(await page.locator('.preview img').getAttribute('alt'), '부표가 물통 뒤에 있는 모습');
        await page.click('.send');
        await page.locator('.out .pictures img').waitFor();
        await page.getByRole('button', { name: '지금 보내기' }).click();
        await page.locator('.post.brand .picture img').waitFor();
        assert.equal(await page.locator('.post.brand .picture img').getAttribute('alt'), '부표가 물통 뒤에 있는 모습');
    });

    it('marks links and mentions in the preview as the network does', async () => {
        await open('dalnyang22');
        await page.fill('#t', '@dalnyang22.bsky.example 여기 https://onmaru.example/a에서 보세요. me@onmaru.example');
        await page.locator('.head .btn[aria-pressed]').click();
        assert.deepEqual(await page.locator('.preview .text .facet').allInnerTexts(), ['@dalnyang22.bsky.example', 'https://onmaru.example/a']);
        await page.locator('.head .btn[aria-pressed]').click();
        await page.fill('#t', '');
    });

    it('promises the real answer by keyboard alone: held, and still to be answered', async () => {
        await open('dalnyang22');
        await page.keyboard.press('c');
        const hold = page.locator('.composer .hold');
        await hold.waitFor();
        await hold.focus();
        await page.keyboard.press('Enter');
        const layer = page.getByRole('dialog', { name: '중간 답변' });
        await layer.getByRole('button', { name: '2시간 뒤' }).waitFor();
        await page.waitForFunction(() => document.activeElement?.matches('[data-first]'));
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await layer.waitFor({ state: 'detached' });
        const said = /^확인 중입니다\. (\d+월 \d+일 )?오[전후] \d+(시|:\d\d)까지 다시 안내드리겠습니다\.$/;
        await page.waitForFunction(() => document.querySelector('#t').value !== '');
        assert.match(await page.inputValue('#t'), said);
        // Another time: the sentence says it, once.
        const first = await page.inputValue('#t');
        await page.locator('.composer .hold.on').focus();
        await page.keyboard.press('Enter');
        await layer.getByRole('button', { name: '내일' }).click();
        await layer.waitFor({ state: 'detached' });
        await page.waitForFunction((before) => document.querySelector('#t').value !== before, first);
        assert.match(await page.inputValue('#t'), said);
        await page.locator('.send', { hasText: '중간 답변 보내기' }).click();
        await page.locator('.out', { hasText: '최종 답변' }).waitFor();
        await page.getByRole('button', { name: '지금 보내기' }).click();
        await page.locator('.owed', { hasText: '중간 답변을 보냈습니다' }).waitFor();
        await page.locator('.case.cur', { hasText: /최종 답변/ }).waitFor();
        await page.locator('.composer').waitFor();      // it is somebody's work still
        assert.equal(await page.inputValue('#t'), '');
        // The real answer ends it.
        await page.keyboard.press('c');
        await page.locator('.send', { hasText: '보내기' }).waitFor();
        await page.fill('#t', '확인했습니다. 새 제품으로 바꿔 드리겠습니다.');
        await page.locator('.send:not([aria-disabled=true])', { hasText: '보내기' }).click();
        await page.getByRole('button', { name: '지금 보내기' }).click();
        await page.locator('.owed').waitFor({ state: 'detached' });
    });

    it('keeps phrases in the settings: made, found, changed, deleted', async () => {
        await page.goto(`${url}/settings/phrases`);
        await page.getByRole('button', { name: '상용구 추가' }).click();
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
