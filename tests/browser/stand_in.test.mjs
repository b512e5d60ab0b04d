// States that need a hand on the world: collisions, held answers, bursts, hostile posts, lost streams. With the web app's
// stand-in only; company.test.mjs runs against anything.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { browser, drawn, sign_in, until, watched, world } from './lib.mjs';

const place = await world();
const { url, link, move } = place;
let chromium;
let context;
let page;
let faults;
// Nothing goes out by itself before the test has looked, however slow the machine is.
before(async () => { chromium = await browser(); await move('settings', { who: 'emp-kg', set: JSON.stringify({ undo_seconds: 55 }) }); });
after(async () => { await chromium?.close(); await place.close(); });

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

describe('the inbox', { concurrency: false }, () => {
    beforeEach(async () => { await fresh(); });
    afterEach(async () => {
        assert.deepEqual(await faults(), []);
        await context.close();
    });

    it('finds commands and conversations in the palette', async () => {
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

    it('keeps my text when a customer writes in between, and asks once more', async () => {
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
        await until(async () => (await look('dawn2am')).draft?.text === '');
    });

    it('shows another person’s claim and answer at once, with mine kept', async () => {
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

    it('keeps what I typed in a second tab of mine when the first one sends', async () => {
        const row = await open('dawn2am');
        const { page: second } = await watched(context);
        await second.goto(`${url}/inbox/queue/${row.id}`);
        await second.locator('#t').fill('둘째 탭에서 쓴 글');
        await page.fill('#t', '첫째 탭에서 보낸 글');
        await page.click('.send');
        await page.locator('.out.queued').waitFor();
        await second.locator('.out.queued').waitFor();
        assert.equal(await second.inputValue('#t'), '둘째 탭에서 쓴 글');
        assert.match(await second.locator('#compose-missing').innerText(), /먼저 나가는 중/);
        await second.fill('#t', '');
        await page.getByRole('button', { name: '취소' }).first().click();
        await page.locator('.out.queued').waitFor({ state: 'detached' });
    });

    it('does not send the bare name of a phrase, and says why', async () => {
        await open('dawn2am');
        await page.fill('#t', '/sorry');
        assert.match(await page.locator('#compose-missing').innerText(), /\/sorry 상용구가 없음/);
        assert.equal(await page.locator('.send').getAttribute('aria-disabled'), 'true');
        await page.locator('#t').press('Control+Enter');
        assert.equal(await page.locator('.out.queued').count(), 0);
        await page.fill('#t', '');
        await until(async () => !(await look('dawn2am')).draft?.text);
    });

    it('shows no figures for days that end before they begin, and names a view that is not there', async () => {
        await page.goto(`${url}/reports/first-answer`);
        await page.locator('.figures .huge').first().waitFor();
        await page.fill('#from', '2099-01-01');
        await page.locator('#bad-days').waitFor();
        await until(async () => (await page.locator('.huge').count()) === 0);
        await page.goto(`${url}/inbox/bogusview`);
        await page.getByRole('heading', { name: '이런 보기가 없습니다' }).waitFor();
    });

    it('holds what is not known and lets a person decide', async () => {
        await open('parkbyul');
        await page.locator('.out.held').waitFor();
        await page.getByRole('button', { name: '올라가 있습니다' }).click();
        await page.getByRole('button', { name: '올라간 것으로 정하기' }).click();
        await page.locator('.post.brand').waitFor();
    });

    it('never moves the list for new conversations: they wait behind a pill', async () => {
        await page.waitForURL(/\/inbox\/queue\/\w+/);
        const before = await page.locator('a.case').first().getAttribute('data-id');
        await move('new', { n: 37 });
        await page.locator('.newpill', { hasText: '37' }).waitFor();
        assert.equal(await page.locator('a.case').first().getAttribute('data-id'), before);
        await page.keyboard.press('.');
        await page.locator('.newpill').waitFor({ state: 'detached' });
    });

    it('shows posts as text, whatever they contain', async () => {
        const attack = '<img src=x onerror="document.title=1"><script>1</script> javascript:alert(1) https://ok.example/a';
        await move('post', { handle: 'dalnyang22', text: attack });
        await open('dalnyang22');
        await page.locator('.post', { hasText: 'onerror' }).waitFor();
        assert.equal(await page.locator('.post .body').last().innerText(), attack);
        assert.equal(await page.locator('.posts img, .posts script').count(), 0);
        assert.deepEqual(await page.locator('.post .body').last().locator('a').evaluateAll((list) => list.map((one) => [one.href, one.rel])), [['https://ok.example/a', 'noopener noreferrer nofollow ugc']]);
    });

    it('says when it is offline or stale, and comes back by itself', async () => {
        await open('dalnyang22');
        await context.setOffline(true);
        await page.locator('.line', { hasText: '오프라인' }).waitFor();
        assert.match(await page.locator('#compose-missing').innerText(), /인터넷 연결/);
        await context.setOffline(false);
        await page.locator('.line', { hasText: '오프라인' }).waitFor({ state: 'detached' });
        await move('drop');
        await move('post', { handle: 'dalnyang22', text: '다시 이어졌나요?' });
        await page.locator('.post', { hasText: '다시 이어졌나요?' }).waitFor();
    });

    it('says stale after a silence, and stops saying so with the next beat', async () => {
        await page.clock.install();
        await open('dalnyang22');
        await until(async () => (await move('streams')).open > 0);
        await drawn(page);
        assert.equal(await page.locator('.line', { hasText: '오래된 화면' }).count(), 0);
        await move('mute', { on: '1' });
        await page.clock.fastForward(30_000);
        await page.locator('.line', { hasText: '오래된 화면' }).waitFor();
        await move('mute', { on: '0' });
        await page.locator('.line', { hasText: '오래된 화면' }).waitFor({ state: 'detached' });
    });

    it('invites a person with a link that works once', async () => {
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

    it('lets an auditor read and offers nothing else', async () => {
        await move('link', { token: 'auditor', who: 'emp-ya' });
        const other = await chromium.newContext({ locale: 'ko-KR', viewport: { width: 1440, height: 900 } });
        const guest = await other.newPage();
        await sign_in(guest, `${url}/link/auditor`);
        const { row } = await look('edda');
        await guest.goto(`${url}/inbox/all/${row.id}`);
        await guest.locator('.posts .post').first().waitFor();
        assert.equal(await guest.locator('#t').count(), 0);
        assert.equal(await guest.locator('.claim button:not(.dots)').count(), 0);
        await guest.keyboard.press('c');
        await drawn(guest);
        assert.notEqual((await look('edda')).row.claim?.holder.id, 'emp-ya');
        assert.match(await guest.locator('.again').innerText(), /읽기만/);
        await other.close();
    });

    it('says what an account may have missed until a person has looked', async () => {
        await page.goto(`${url}/settings/accounts`);
        const looked = page.getByRole('button', { name: '찾아보았습니다' });
        await page.locator('.gap', { hasText: '놓친 글이 있을 수 있습니다' }).waitFor();
        await looked.click();
        await page.locator('.gap').waitFor({ state: 'detached' });
        await page.locator('.told', { hasText: '배송이 또 늦어요' }).waitFor();
        await page.getByRole('button', { name: '확인했습니다' }).click();
        await page.getByRole('heading', { name: '받아들이지 못한 글' }).waitFor({ state: 'detached' });
        await page.reload();
        await page.getByRole('heading', { name: '계정 연결' }).waitFor();
        assert.equal(await page.locator('.gap').count(), 0);
    });

    it('tests a connection before it can be made', async () => {
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
