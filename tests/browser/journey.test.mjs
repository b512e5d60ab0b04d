// The inbox in a real Chromium: Hangul Enter, shortcuts with the Korean input method on, claim - answer - undo by
// keyboard alone, collisions, states, and no Content-Security-Policy report anywhere.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { browser, sign_in, watched, world } from './lib.mjs';

const place = await world();
const { url, link, move, real } = place;
let chromium;
let context;
let page;
let faults;
before(async () => { chromium = await browser(); });
after(async () => { await chromium?.close(); await place.close(); });

// With the real server one sign-in link serves once: the session it gave is kept.
let cookies;
async function fresh(options = {}) {
    context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ko-KR', timezoneId: 'Asia/Seoul', ...options });
    if (cookies) await context.addCookies(cookies);
    ({ page, faults } = await watched(context));
    if (cookies) { await page.goto(`${url}/inbox/queue`); await page.locator('.cases a.case').first().waitFor(); }
    else { await sign_in(page, link); cookies = await context.cookies(); }
}
const open = async (handle) => {
    const { row } = await move('look', { handle });
    await page.goto(`${url}/inbox/queue/${row.id}`);
    await page.locator('.posts .post').first().waitFor();
    return row;
};
const look = (handle) => move('look', { handle });
const told = async (what, ms = 4000) => { const end = Date.now() + ms; while (Date.now() < end) { if (await what()) return true; await page.waitForTimeout(40); } return false; };
const brand_posts = async (handle) => (await look(handle)).posts.filter((post) => post.side === 'brand').map((post) => post.text);

// What an input method does, through the DevTools protocol.
async function ime(text) { const cdp = await context.newCDPSession(page); await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length }); return cdp; }
async function ime_enter(cdp, { commit, second = false }) {
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 });
    await cdp.send('Input.insertText', { text: commit });
    if (second) await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 });
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 });
}

describe('the inbox', { concurrency: false }, () => {
    beforeEach(async () => { await fresh(); });
    afterEach(async () => {
        assert.deepEqual(await faults(), []);
        await context.close();
    });

    it('shows the queue with the most urgent first and opens it', async () => {
        await page.waitForURL(/\/inbox\/queue\/\w+/);
        assert.ok(await page.locator('a.case').count() > 5);
        assert.equal(await page.locator('a.case.cur').count(), 1);
        assert.match(await page.locator('.lines').innerText(), /연습: 아무것도 이 컴퓨터 밖으로 나가지 않습니다/);
    });

    it('moves with J and K while the Korean input method is on', async () => {
        await page.waitForURL(/\/inbox\/queue\/\w+/);
        const rows = await page.locator('a.case').evaluateAll((list) => list.map((one) => one.dataset.id));
        const at = () => page.locator('a.case.cur').getAttribute('data-id');
        const press = (code, key) => page.evaluate(([code, key]) => document.body.dispatchEvent(new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true })), [code, key]);
        assert.equal(await at(), rows[0]);
        await press('KeyJ', 'ㅓ');
        await page.waitForFunction((id) => location.pathname.endsWith(id), rows[1]);
        await press('KeyJ', 'ㅓ');
        await page.waitForFunction((id) => location.pathname.endsWith(id), rows[2]);
        await press('KeyK', 'ㅏ');
        await page.waitForFunction((id) => location.pathname.endsWith(id), rows[1]);
        await press('KeyG', 'ㅎ');
        await press('KeyM', 'ㅡ');
        await page.waitForURL(/\/inbox\/mine/);
        await page.keyboard.press('Shift+Slash');
        assert.match(await page.locator('dialog[open]').innerText(), /맡기, 내려놓기/);
        await page.keyboard.press('Escape');
        assert.equal(await page.locator('dialog[open]').count(), 0);
    });

    it('finds commands and conversations in the palette', { skip: real }, async () => {
        await page.waitForURL(/\/inbox\/queue\/\w+/);
        await page.keyboard.press('Control+k');
        await page.keyboard.type('edda');
        await page.keyboard.press('Enter');
        const { row } = await look('edda');
        await page.waitForURL(`**/${row.id}`);
        await page.keyboard.press('Control+k');
        await page.keyboard.type('보고서');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/reports/first-answer');
    });

    it('claims, answers, takes back and sends by keyboard alone', { skip: real }, async () => {
        await open('marublue');
        await page.keyboard.press('c');
        await page.waitForFunction(() => document.activeElement?.id === 't');
        assert.equal((await look('marublue')).row.claim.holder.initials, 'KG');
        await page.keyboard.type('택배로도 보내 드립니다.');
        assert.equal(await page.locator('.count b').innerText(), String('택배로도 보내 드립니다. ^KG'.length));
        await page.keyboard.press('Control+Enter');
        await page.locator('.out.queued').waitFor();
        assert.match(await page.locator('.out').innerText(), /초 뒤에 나갑니다/);
        await page.keyboard.press('z');
        await page.locator('#t').waitFor();
        assert.equal(await page.inputValue('#t'), '택배로도 보내 드립니다.');
        assert.deepEqual(await brand_posts('marublue'), []);
        await page.keyboard.press('r');
        await page.keyboard.press('Control+Enter');
        await page.locator('.out.queued').waitFor();
        await page.getByRole('button', { name: '지금 보내기' }).press('Enter');
        await page.locator('.post.brand').waitFor();
        assert.deepEqual(await brand_posts('marublue'), ['택배로도 보내 드립니다. ^KG']);
        assert.match(await page.locator('.post.brand').innerText(), /\^KG/);
        assert.equal(await page.locator('.th .clock.met').count(), 1);
        await page.keyboard.press('j');
        await page.keyboard.press('k');
        await page.keyboard.press('Control+k');
        await page.keyboard.press('Escape');
    });

    describe('Enter and Hangul', { skip: real }, () => {
        const ready = async (handle) => {
            await move('settings', { set: JSON.stringify({ enter_sends: true, undo_seconds: 0 }) });
            await open(handle);
            await page.keyboard.press('c');
            await page.waitForFunction(() => document.activeElement?.id === 't');
        };
        after(async () => { await move('settings', { set: JSON.stringify({ enter_sends: false, undo_seconds: 5 }) }); });

        it('sends Korean once on the first Enter, with its last syllable', async () => {
            await ready('minjae');
            await page.keyboard.insertText('확인했습니');
            const cdp = await ime('다');
            await ime_enter(cdp, { commit: '다' });
            assert.ok(await told(async () => (await brand_posts('minjae')).length > 0));
            await page.waitForTimeout(500);
            assert.deepEqual(await brand_posts('minjae'), ['확인했습니다 ^KG']);
        });
        it('sends one post when a second Enter keydown follows', async () => {
            await ready('narae14');
            const cdp = await ime('네');
            await ime_enter(cdp, { commit: '네', second: true });
            assert.ok(await told(async () => (await brand_posts('narae14')).length > 0));
            await page.waitForTimeout(500);
            assert.deepEqual(await brand_posts('narae14'), ['네 ^KG']);
        });
        it('leaves the Enter that confirms Japanese alone, and sends with the next', async () => {
            await ready('hana_dev');
            const cdp = await ime('にほん');
            await ime_enter(cdp, { commit: '日本' });
            await page.waitForTimeout(400);
            assert.deepEqual(await brand_posts('hana_dev'), []);
            assert.equal(await page.inputValue('#t'), '日本');
            await page.keyboard.press('Enter');
            assert.ok(await told(async () => (await brand_posts('hana_dev')).length > 0));
            assert.deepEqual(await brand_posts('hana_dev'), ['日本 ^KG']);
        });
        it('sends English once, and Shift+Enter makes a line', async () => {
            await ready('rowan');
            await page.keyboard.type('On its way.');
            await page.keyboard.press('Shift+Enter');
            await page.keyboard.type('Sorry!');
            assert.deepEqual(await brand_posts('rowan'), []);
            await page.keyboard.press('Enter');
            assert.ok(await told(async () => (await brand_posts('rowan')).length > 0));
            await page.waitForTimeout(300);
            assert.deepEqual(await brand_posts('rowan'), ['On its way.\nSorry! ^KG']);
        });
    });

    it('keeps my text when a customer writes in between, and asks once more', { skip: real }, async () => {
        await open('dawn2am');
        await page.fill('#t', '부표는 물통 뒤에 있습니다.');
        await move('post', { handle: 'dawn2am', text: '아, 찾았어요!' });
        await page.locator('.collision').waitFor();
        assert.equal(await page.inputValue('#t'), '부표는 물통 뒤에 있습니다.');
        assert.match(await page.locator('.send').innerText(), /그래도 보내기/);
        await page.click('.send');
        await page.locator('.out.queued').waitFor();
        await move('post', { handle: 'dawn2am', text: '잠깐만요' });
        await page.locator('.out.paused').waitFor();
        await page.getByRole('button', { name: '고쳐 쓰기' }).click();
        await page.locator('#t').waitFor();
        assert.equal(await page.inputValue('#t'), '부표는 물통 뒤에 있습니다.');
        await page.fill('#t', '');
        await page.waitForTimeout(1500);
    });

    it('shows another person’s claim and answer at once, with mine kept', { skip: real }, async () => {
        await open('edda');
        await page.fill('#t', 'It has eARC.');
        await move('claim', { handle: 'edda', who: 'emp-dy' });
        await page.locator('.claim', { hasText: '이도윤' }).waitFor();
        assert.equal(await page.locator('.send').getAttribute('aria-disabled'), 'true');
        assert.match(await page.locator('#compose-missing').innerText(), /이도윤/);
        await move('answered', { handle: 'edda', who: 'emp-dy', text: 'eARC, on HDMI 2. ^DY' });
        await page.locator('.collision', { hasText: '^DY' }).waitFor();
        assert.equal(await page.inputValue('#t'), 'It has eARC.');
    });

    it('refuses a too long answer before it leaves, and says by how much', { skip: real }, async () => {
        await open('dawn2am');
        await page.fill('#t', '가'.repeat(310));
        assert.match(await page.locator('#compose-missing').innerText(), /14자 줄이기/);
        await page.locator('#t').press('Control+Enter');
        assert.equal((await look('dawn2am')).posts.filter((post) => post.side === 'brand').length, 0);
        await page.fill('#t', '');
        await page.waitForTimeout(1400);
    });

    it('holds what is not known and lets a person decide', { skip: real }, async () => {
        await open('parkbyul');
        await page.locator('.out.held').waitFor();
        await page.getByRole('button', { name: '올라가 있습니다' }).click();
        await page.getByRole('button', { name: '올라간 것으로 정하기' }).click();
        await page.locator('.post.brand').waitFor();
    });

    it('never moves the list for new conversations: they wait behind a pill', { skip: real }, async () => {
        await page.waitForURL(/\/inbox\/queue\/\w+/);
        const before = await page.locator('a.case').first().getAttribute('data-id');
        await move('new', { n: 37 });
        await page.locator('.newpill', { hasText: '37' }).waitFor();
        assert.equal(await page.locator('a.case').first().getAttribute('data-id'), before);
        await page.keyboard.press('.');
        await page.locator('.newpill').waitFor({ state: 'detached' });
    });

    it('keeps a draft over a reload, in the browser and on the server', { skip: real }, async () => {
        await open('quinn');
        await open('dalnyang22');
        await page.fill('#t', '환불은 오늘');
        await page.reload();
        await page.locator('#t').waitFor();
        assert.equal(await page.inputValue('#t'), '환불은 오늘');
        await page.fill('#t', '환불은 오늘 끝납니다');
        assert.ok(await told(async () => (await look('dalnyang22')).draft?.text === '환불은 오늘 끝납니다'));
        await page.evaluate(() => localStorage.clear());
        await page.reload();
        await page.locator('#t').waitFor();
        assert.equal(await page.inputValue('#t'), '환불은 오늘 끝납니다');
    });

    it('shows posts as text, whatever they contain', { skip: real }, async () => {
        const attack = '<img src=x onerror="document.title=1"><script>1</script> javascript:alert(1) https://ok.example/a';
        await move('post', { handle: 'dalnyang22', text: attack });
        await open('dalnyang22');
        await page.locator('.post', { hasText: 'onerror' }).waitFor();
        assert.equal(await page.locator('.post .body').last().innerText(), attack);
        assert.equal(await page.locator('.posts img, .posts script').count(), 0);
        assert.deepEqual(await page.locator('.post .body').last().locator('a').evaluateAll((list) => list.map((one) => [one.href, one.rel])), [['https://ok.example/a', 'noopener noreferrer nofollow ugc']]);
    });

    it('says when it is offline or stale, and comes back by itself', { skip: real }, async () => {
        await open('dalnyang22');
        await context.setOffline(true);
        await page.locator('.line', { hasText: '오프라인' }).waitFor();
        assert.match(await page.locator('#compose-missing').innerText(), /인터넷 연결/);
        await context.setOffline(false);
        await page.locator('.line', { hasText: '오프라인' }).waitFor({ state: 'detached' });
        await move('drop');
        await page.waitForTimeout(1200);
        await move('post', { handle: 'dalnyang22', text: '다시 이어졌나요?' });
        await page.locator('.post', { hasText: '다시 이어졌나요?' }).waitFor();
    });

    it('works as a phone: one pane at a time, targets of 44 px', async () => {
        await context.close();
        await fresh({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
        assert.equal(await page.locator('main').isVisible(), false);
        await page.locator('a.case').first().tap();
        await page.locator('.posts').waitFor();
        assert.equal(await page.locator('.cases').isVisible(), false);
        const small = await page.locator('main button:visible, main a.btn:visible, main a.tool:visible').evaluateAll((list) => list.map((one) => [one.textContent.trim(), one.getBoundingClientRect()]).filter(([, box]) => box.height < 43.9 || box.width < 43.9).map(([text]) => text));
        assert.deepEqual(small, []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
        await page.locator('a.back').tap();
        await page.locator('.cases').waitFor();
    });

    it('invites a person with a link that works once', { skip: real }, async () => {
        await page.goto(`${url}/settings/people`);
        await page.getByRole('button', { name: '초대' }).click();
        await page.fill('#p-name', '나래');
        await page.fill('#p-email', 'narae@onmaru.example');
        await page.getByRole('button', { name: '초대 링크 만들기' }).click();
        const made = await page.inputValue('#made');
        const other = await chromium.newContext({ locale: 'en-US' });
        const guest = await other.newPage();
        await guest.goto(made);
        await guest.getByRole('button', { name: 'Sign me in' }).click();
        await guest.waitForURL('**/welcome');
        await guest.getByLabel('New password').fill('short');
        await guest.getByRole('button', { name: 'Save the password' }).click();
        assert.match(await guest.locator('[role=alert]:visible').innerText(), /8 to 256/);
        await guest.getByRole('link', { name: 'Later' }).click();
        await guest.waitForURL('**/inbox/queue/**');
        await guest.goto(made);
        await guest.getByRole('button', { name: 'Sign me in' }).click();
        assert.match(await guest.locator('[role=alert]:visible').innerText(), /used or has expired/);
        await other.close();
    });

    it('tests a connection before it can be made', { skip: real }, async () => {
        await page.goto(`${url}/settings/accounts/new/bluesky`);
        await page.getByRole('button', { name: '연결해 보기' }).click();
        assert.equal(await page.locator('[aria-invalid=true]').count(), 3);
        await page.fill('#c-service', 'https://bsky.example');
        await page.fill('#c-handle', 'onmaru.example');
        await page.fill('#c-app_password', 'wrong');
        await page.getByRole('button', { name: '연결해 보기' }).click();
        await page.locator('.test', { hasText: '앱 비밀번호가 맞지 않습니다' }).waitFor();
        await page.fill('#c-app_password', 'right-1');
        await page.getByRole('button', { name: '연결해 보기' }).click();
        await page.locator('.test', { hasText: '연결됩니다' }).waitFor();
        await page.getByRole('button', { name: '연결', exact: true }).click();
        await page.waitForURL('**/settings/accounts');
    });
});
