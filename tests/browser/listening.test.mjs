// Listening by keyboard alone and by hand: a query is written in groups and as text, tried, marked, switched on. With the
// stand-in, which can be moved.
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
const refund = '01LISTEN000000000000000001';
const query = async (find) => (await move('listening', find)).one;
const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.dataset.add || document.activeElement?.className);
const open = async (id) => { await page.goto(`${url}/listening/${id}`); await page.locator('#q-text').waitFor(); };
const text = () => page.inputValue('#q-text');

describe('listening', { concurrency: false }, () => {
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

    it('goes the whole way by keyboard: new, groups, a suggestion, a trial, marks, on, muted', async () => {
        await page.goto(`${url}/inbox/queue`);
        await page.locator('.cases').waitFor();
        await in_a_row(page, 'g', 'q');
        await page.locator('.queries').waitFor();
        await page.keyboard.press('n');
        await until(async () => await focused() === 'all');
        await page.keyboard.type('환불');
        await page.keyboard.press('Enter');
        await until(async () => await text() === '환불');
        await page.keyboard.press('Tab');
        await until(async () => await focused() === 'any0');
        await page.keyboard.type('지연, 배송 문제');
        await page.keyboard.press('Enter');
        await until(async () => await text() === '환불 (지연 OR "배송 문제")');
        // Backspace in the empty field goes to the last term, and there takes it out.
        await page.keyboard.press('Backspace');
        await page.keyboard.press('Delete');
        await until(async () => await text() === '환불 지연');
        // As text, with a problem that is put right with one key.
        await page.locator('#q-text').focus();
        await page.keyboard.press('End');
        await page.keyboard.type(' form:kim');
        await page.locator('.under mark', { hasText: 'form' }).waitFor();
        await page.keyboard.press('Alt+Enter');
        await until(async () => await text() === '환불 지연 from:kim');
        await page.locator('.term', { hasText: '쓴 사람' }).waitFor();
        await page.keyboard.press('Control+a');
        await page.keyboard.type('환불 -광고');
        await page.locator('.said .met').waitFor();
        await page.keyboard.press('Control+Enter');
        await page.locator('.results').waitFor();
        await until(async () => (await query({ name: '환불' }))?.state === 'draft');
        assert.match(page.url(), /\/listening\/01L\d+$/);
        await page.keyboard.press('Escape');
        await page.keyboard.press('j');
        await until(async () => /hit/.test(await focused()));
        await page.keyboard.press('o');
        await page.keyboard.press('o');
        await page.keyboard.press('n');
        await until(async () => { const { judged } = await query({ name: '환불' }); return judged.ours === 2 && judged.noise === 1; });
        await page.keyboard.press('k');
        await page.keyboard.press('u');
        await until(async () => { const { judged } = await query({ name: '환불' }); return judged.ours === 2 && judged.noise === 0; });
        await page.getByRole('button', { name: '켜기', exact: true }).focus();
        await page.keyboard.press('Enter');
        await page.locator('dialog').waitFor();
        assert.match(await page.locator('dialog').innerText(), /하루에 약 \d+건/);
        await page.keyboard.press('Enter');
        await until(async () => (await query({ name: '환불' })).state === 'on');
        await page.getByRole('button', { name: '조용히 두기' }).focus();
        await page.keyboard.press('Enter');
        await until(async () => (await query({ name: '환불' })).state === 'muted');
        await page.locator('.toast', { hasText: '조용히' }).getByRole('button').first().click();
        await until(async () => (await query({ name: '환불' })).state === 'on');
    });

    it('adds a Hangul word with one Enter while it is being composed', async () => {
        await open('new');
        await page.locator('[data-add="all"]').focus();
        const protocol = await context.newCDPSession(page);
        for (const [composed] of [['ㅎ'], ['화'], ['환']]) await protocol.send('Input.imeSetComposition', { text: composed, selectionStart: composed.length, selectionEnd: composed.length });
        await protocol.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 });
        await protocol.send('Input.insertText', { text: '환' });
        await protocol.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 });
        await until(async () => await text() === '환');
        assert.equal(await page.inputValue('[data-add="all"]'), '');
    });

    it('says why a query cannot be switched on yet', async () => {
        await open('01LISTEN000000000000000004');
        const on = page.getByRole('button', { name: '켜기', exact: true });
        assert.equal(await on.getAttribute('aria-disabled'), 'true');
        assert.match(await page.locator('#why-not').innerText(), /글에 시험하세요/);
        await page.locator('#q-text').fill('OR');
        await until(async () => /고치세요/.test(await page.locator('#why-not').innerText()));
        await page.locator('#q-text').fill('airpure lang:en');
        await page.locator('.said .met').waitFor();
        await page.keyboard.press('Control+Enter');
        await page.locator('.results').waitFor();
        assert.equal(await on.getAttribute('aria-disabled'), 'false');
    });

    it('marks the very places that were found, Hangul and emoji too', async () => {
        await open(refund);
        await page.getByRole('button', { name: /시험하기/ }).click();
        await page.locator('.hit').first().waitFor();
        const hits = await page.locator('mark.hit').allInnerTexts();
        assert.ok(hits.length > 5);
        assert.deepEqual([...new Set(hits.map((one) => one.toLowerCase()))].sort(), ['money back', 'refund', '반품', '환불']);
    });

    it('takes a suggestion with one click, and back', async () => {
        await open(refund);
        const before = await text();
        await page.getByRole('button', { name: /시험하기/ }).click();
        await page.getByRole('button', { name: '넣기: 환뷸' }).click();
        await until(async () => /환뷸/.test(await text()));
        await page.locator('.stale').waitFor();
        await page.keyboard.press('z');
        await until(async () => await text() === before);
    });

    it('keeps what was not saved, says so, and lets it go', async () => {
        await open(refund);
        await page.locator('#q-text').fill('환불 OR ');
        await page.locator('#q-text').press('End');
        await page.keyboard.type('취소');
        await page.locator('.unsaved').first().waitFor();
        const asked = [];
        page.on('dialog', (dialog) => { asked.push(dialog.type()); void dialog.accept(); });
        await page.goto('about:blank');
        assert.deepEqual(asked, ['beforeunload']);
        await page.goto(`${url}/listening`);
        await page.locator('.q', { hasText: '저장 안 됨' }).click();
        await page.locator('.restored').waitFor();
        assert.equal(await text(), '환불 OR 취소');
        await page.getByRole('button', { name: '버리기' }).click();
        await until(async () => /money back/.test(await text()));
        await page.locator('.unsaved').first().waitFor({ state: 'detached' });
    });

    it('shows what somebody else saved meanwhile, and loses nothing', async () => {
        await open(refund);
        await page.locator('#q-text').fill('환불 OR 취소');
        // It listens: what was not tried is not saved.
        await page.locator('.said .met').waitFor();
        assert.match(await page.locator('#why-not').innerText(), /저장하려면/);
        await page.keyboard.press('Control+Enter');
        await page.locator('.results').waitFor();
        await move('listening', { query: refund, set: JSON.stringify({ query: '환불 OR 교환', name: '환불과 교환' }) });
        await page.locator('#q-text').focus();
        await page.keyboard.press('Control+s');
        await page.locator('#conflict').waitFor();
        assert.deepEqual(await page.locator('#conflict ins').allInnerTexts(), ['교환', '취소']);
        assert.equal(await text(), '환불 OR 취소');
        await page.getByRole('button', { name: '내 것으로 계속' }).click();
        await page.keyboard.press('Control+s');
        await until(async () => (await query({ query: refund })).query === '환불 OR 취소');
        // What was not changed here stays as they have it.
        assert.equal((await query({ query: refund })).name, '환불과 교환');
        await move('listening', { query: refund, set: JSON.stringify({ name: '환불과 반품' }) });
    });

    it('gives a query to a colleague, and keeps what is being written', async () => {
        await open(refund);
        await page.fill('#q-name', '아직 저장하지 않은 이름');
        await page.getByRole('button', { name: '다른 동료에게 넘기기' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: '넘기기' }).click();
        await dialog.getByRole('alert').waitFor();
        const before = (await query({ query: refund })).owner.id;
        await dialog.getByRole('combobox').press('Enter');
        await dialog.getByRole('button', { name: '넘기기' }).click();
        await dialog.waitFor({ state: 'detached' });
        const one = await query({ query: refund });
        assert.notEqual(one.owner.id, before);
        await page.locator('.details .plain', { hasText: one.owner.name }).waitFor();
        assert.equal(await page.inputValue('#q-name'), '아직 저장하지 않은 이름');
        assert.equal(await page.locator('#conflict').count(), 0);
        await page.keyboard.press('Control+s');
        await until(async () => (await query({ query: refund })).name === '아직 저장하지 않은 이름');
        assert.equal((await query({ query: refund })).owner.id, one.owner.id);
        await move('listening', { query: refund, set: JSON.stringify({ name: '환불과 반품' }) });
    });

    it('draws a query that nests too deep instead of showing wrong groups', async () => {
        await open('01LISTEN000000000000000003');
        await page.locator('.tree').waitFor();
        assert.equal(await page.locator('[data-add]').count(), 0);
        await page.locator('#q-text').fill('가습기 (소음 OR 냄새)');
        await page.locator('[data-group="any0"] .term', { hasText: '냄새' }).waitFor();
    });

    it('tries a file, and names the rows that were left out', async () => {
        await open(refund);
        await page.locator('input[value=archive]').check();
        await page.locator('input[type=file]').setInputFiles({ name: 'old.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from('{"id":"1","text":"환불"}\nnot json\n{"id":"2","text":"x"}\n') });
        await page.locator('.source', { hasText: 'old.ndjson: 글 2건' }).waitFor();
        await page.locator('summary').click();
        await page.locator('details', { hasText: '2행' }).waitFor();
    });

    it('takes a file that is dropped on it, and nothing else that is', async () => {
        await open(refund);
        const target = page.locator('label.source', { has: page.locator('input[value=archive]') });
        const drag = async (kind, files) => {
            const data = await page.evaluateHandle((list) => {
                const made = new DataTransfer();
                for (const [name, text] of list) made.items.add(new File([text], name, { type: 'application/x-ndjson' }));
                if (list.length === 0) made.setData('text/plain', 'only words');
                return made;
            }, files);
            await target.dispatchEvent(kind, { dataTransfer: data });
            return data;
        };
        await drag('dragover', []);
        assert.equal(await page.locator('.source.over').count(), 0, 'words are no file');
        await drag('dragover', [['posts.ndjson', '']]);
        await page.locator('.source.over').waitFor();
        await target.dispatchEvent('dragleave');
        await page.locator('.source.over').waitFor({ state: 'detached' });
        await drag('dragover', [['posts.ndjson', '']]);
        await drag('drop', [['posts.ndjson', '{"id":"1","text":"환불"}\nnot json\n']]);
        await page.locator('.source.on', { hasText: 'posts.ndjson: 글 1건' }).waitFor();
        assert.ok(await page.locator('input[value=archive]').isChecked());
        assert.equal(await page.locator('.source.over').count(), 0);
        await page.getByRole('button', { name: /시험하기/ }).click();
        await page.locator('.results').waitFor();
    });

    it('stops a trial that takes long, and does not lose a mark in silence', async () => {
        await open(refund);
        await move('listening', { slow: '60000' });
        await page.keyboard.press('Control+Enter');
        await page.getByRole('button', { name: '멈추기' }).click();
        await page.getByRole('button', { name: /시험하기/ }).waitFor();
        await page.locator('.results').first().waitFor({ state: 'detached' });
        await move('listening', { slow: '0' });
        await page.getByRole('button', { name: /시험하기/ }).click();
        await page.locator('article').first().waitFor();
        await context.setOffline(true);
        await page.locator('article').first().getByRole('button', { name: '우리 글' }).click();
        await page.locator('.results [role=alert]', { hasText: '표시를 저장하지 못했습니다' }).waitFor();
        assert.equal(await page.locator('article').first().getByRole('button', { name: '우리 글' }).getAttribute('aria-pressed'), 'false');
        await context.setOffline(false);
    });

    it('only shows a query to who may not change it', async () => {
        await move('listening', { manage: '0' });
        await open(refund);
        assert.equal(await page.locator('#q-text').getAttribute('readonly'), '');
        assert.equal(await page.locator('[data-add]').count(), 0);
        assert.equal(await page.getByRole('button', { name: '지우기' }).count(), 0);
        await move('listening', { manage: '' });
        await move('listening', { barred: '1' });
        await page.goto(`${url}/listening`);
        await page.locator('h1', { hasText: '볼 수 없습니다' }).waitFor();
        await move('listening', { barred: '' });
    });

    it('says in the thread which query found a post, and where', async () => {
        const { row } = await move('look', { handle: 'dalnyang22' });
        await move('listening', { query: refund, set: JSON.stringify({ query: '환불 OR 반품 OR 배송 OR 온마루', state: 'on' }) });
        await page.goto(`${url}/inbox/all/${row.id}`);
        await page.locator('.posts .post').first().waitFor();
        await page.locator('.found .by', { hasText: '환불과 반품' }).first().waitFor();
        assert.ok(await page.locator('.post mark.hit').count() > 0);
    });
});
