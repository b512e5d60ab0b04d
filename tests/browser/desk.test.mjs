// The desk's screens by keyboard alone and by hand: snooze, tags, notes, hand-off, saved views, many at once. With the
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
// Nothing goes out by itself before the test has looked, however slow the machine is.
before(async () => { chromium = await browser(); await move('settings', { who: 'emp-kg', set: JSON.stringify({ undo_seconds: 55 }) }); });
after(async () => { await chromium?.close(); await place.close(); });
async function fresh(options = {}) {
    context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ko-KR', timezoneId: 'Asia/Seoul', ...options });
    if (cookies) await context.addCookies(cookies);
    ({ page, faults } = await watched(context));
    if (!cookies) { await sign_in(page, link); cookies = await context.cookies(); }
}
const look = async (handle) => (await move('look', { handle })).row;
async function open(handle, view = 'queue') {
    const row = await look(handle);
    await page.goto(`${url}/inbox/${view}/${row.id}`);
    // Both panes: keys of the list mean its rows.
    await page.locator('.posts .post').first().waitFor();
    await page.locator('.cases a.case').first().waitFor();
    return row;
}

describe('the desk', { concurrency: false }, () => {
    beforeEach(async () => { await fresh(); });
    afterEach(async () => {
        assert.deepEqual(await faults(), []);
        await context.close();
    });

    it('snoozes by keyboard, says until when, and takes it back with Z', async () => {
        await open('minjae');
        await page.keyboard.press('s');
        await page.locator('.pop').waitFor();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await until(async () => (await look('minjae')).state === 'snoozed');
        const at = new Date((await look('minjae')).snooze.until);
        assert.deepEqual([at.getUTCHours(), at.getUTCMinutes()], [0, 0]);       // nine o'clock in Seoul
        await page.locator('.toast', { hasText: '09:00까지 미뤘습니다' }).waitFor();
        await page.keyboard.press('z');
        await until(async () => (await look('minjae')).state === 'waiting');
    });

    it('writes a note with a mention picked by keyboard, while Hangul is being composed too', async () => {
        await open('minjae');
        await page.keyboard.press('n');
        await page.waitForFunction(() => document.activeElement?.id === 'n');
        await page.keyboard.type('확인 부탁해요 @도');
        await page.locator('.people li').first().waitFor();
        await page.keyboard.press('Enter');
        assert.equal(await page.inputValue('#n'), '확인 부탁해요 @DY ');
        await page.keyboard.type('오늘 안에요');
        await page.keyboard.press('Control+Enter');
        await page.locator('.note', { hasText: '오늘 안에요' }).waitFor();
        const { notes } = await move('desk', { handle: 'minjae', do: 'look' });
        assert.deepEqual(notes.at(-1).mentions, ['emp-dy']);
        await page.locator('#n').first().waitFor({ state: 'detached' });
    });

    it('keeps an unfinished note, and brings a mention of me as a notice', async () => {
        await open('minjae');
        await page.keyboard.press('n');
        await page.locator('#n').fill('아직 다 쓰지 않은 메모');
        await page.keyboard.press('Escape');
        await page.reload();
        await page.locator('.posts .post').first().waitFor();
        await page.keyboard.press('n');
        assert.equal(await page.inputValue('#n'), '아직 다 쓰지 않은 메모');
        await page.locator('#n').fill('');
        await page.keyboard.press('Escape');
        const before = Number(await page.locator('.badge').innerText().then((text) => text.match(/\d+/)?.[0] ?? 0));
        await move('desk', { handle: 'minjae', do: 'note', text: '@KG 이것 좀 봐 주세요', mentions: 'emp-kg' });
        await page.locator('.badge', { hasText: String(before + 1) }).waitFor();
        await in_a_row(page, 'g', 'n');
        await page.locator('.pop', { hasText: '이것 좀 봐 주세요' }).waitFor();
    });

    it('tags by typing, puts on and takes off', async () => {
        await open('minjae');
        await page.keyboard.press('t');
        await page.locator('.pop input').waitFor();
        await page.keyboard.type('배');
        await page.keyboard.press('Enter');
        await until(async () => (await look('minjae')).tags.some((tag) => tag.name === '배송'));
        await page.keyboard.type('배송');
        await page.keyboard.press('Enter');
        await until(async () => (await look('minjae')).tags.length === 0);
        await page.keyboard.type('설치');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await until(async () => (await look('minjae')).tags.some((tag) => tag.name === '설치'));
        await page.keyboard.press('Escape');
        await page.locator('.pop').first().waitFor({ state: 'detached' });
    });

    it('takes what was typed before the tags were there, and a press before the last one was answered', async () => {
        // The list, and then the first change, wait until they are let go.
        const held = { tags: [], change: [] };
        await page.route(/\/tags$/, (route) => (route.request().method() === 'GET' ? held.tags : held.change).push(route));
        const row = await open('minjae');
        const named = (name) => (row_tags) => row_tags.some((tag) => tag.name === name);
        assert.ok(!named('배송')(row.tags));
        await page.keyboard.press('t');
        await page.locator('.pop input').waitFor();
        await page.keyboard.type('배');
        await page.keyboard.press('Enter');
        await until(() => held.tags.length > 0);
        await Promise.all(held.tags.splice(0).map((route) => route.continue()));
        await until(() => held.change.length === 1);
        // Something newer than the row, older than the press: another person's word about this conversation.
        await move('desk', { handle: 'minjae', do: 'note', text: '방금 본 메모' });
        await page.locator('.note', { hasText: '방금 본 메모' }).waitFor();
        await page.keyboard.type('배송');
        await page.locator('.pop [role=option][aria-selected=true]', { hasText: '배송' }).waitFor();
        await page.keyboard.press('Enter');
        await page.locator('.pop [role=option][aria-selected=false]', { hasText: '배송' }).waitFor();
        await held.change.shift().continue();
        await until(() => held.change.length === 1);
        assert.ok(named('배송')((await look('minjae')).tags));
        await held.change.shift().continue();
        await until(async () => !named('배송')((await look('minjae')).tags));
        assert.ok(!(await page.locator('.pop [role=option]').allInnerTexts()).some((text) => text.trim() === '배'));
    });

    it('does what is pressed before the last press was answered, and leads nobody away from where they went', async () => {
        const held = [];
        await page.route(/\/(claim|close)$/, (route) => held.push(route));
        await open('hana_dev');
        await page.keyboard.press('c');
        await until(() => held.length === 1);
        await page.keyboard.press('s');
        await page.locator('.pop').waitFor();
        await page.keyboard.press('Enter');
        await page.locator('.pop').waitFor({ state: 'detached' });
        await held.shift().continue();
        await until(async () => (await look('hana_dev')).state === 'snoozed');
        await page.locator('.toast', { hasText: 'hana_dev' }).waitFor();
        await page.keyboard.press('z');
        await until(async () => (await look('hana_dev')).state !== 'snoozed');
        // Closed, and on to the next by oneself, before the answer is there: not on to the one after it.
        const row = await open('hana_dev');
        const rows = await page.locator('a.case').evaluateAll((list) => list.map((one) => one.dataset.id));
        const next = rows[rows.indexOf(row.id) + 1];
        await page.keyboard.press('e');
        await until(() => held.length === 1);
        await page.keyboard.press('j');
        await page.waitForURL(`**/${next}`);
        await held.shift().continue();
        await page.locator('.toast', { hasText: 'hana_dev' }).waitFor();
        await page.locator(`a.case[data-id="${row.id}"].done`).waitFor();
        assert.ok(page.url().endsWith(next));
        await page.keyboard.press('z');
        await page.waitForURL(`**/${row.id}`);
    });

    it('asks in private, puts the link into the answer, and reads what came on record', async () => {
        await open('minjae');
        await page.getByRole('button', { name: '더 하기', exact: true }).click();
        await page.locator('.pop .item', { hasText: '비공개로 물어보기' }).click();
        await page.locator('dialog h2', { hasText: '비공개로 물어보기' }).waitFor();
        await page.getByRole('checkbox', { name: '주문 번호' }).uncheck();
        await page.getByRole('button', { name: '링크 만들기' }).click();
        assert.match(await page.locator('dialog [role=alert]').innerText(), /하나 이상/);
        await page.getByRole('checkbox', { name: '주문 번호' }).check();
        await page.getByRole('checkbox', { name: '전화번호' }).check();
        await page.getByRole('button', { name: '링크 만들기' }).click();
        const url = await page.locator('dialog input[readonly]').inputValue();
        assert.match(url, /\/f\//);
        await page.getByRole('button', { name: '답에 넣기' }).click();
        await page.waitForFunction((text) => document.activeElement?.value?.includes(text), url);
        const forms = page.locator('section[aria-labelledby=h-forms]');
        await forms.getByText('주문 번호, 전화번호').waitFor();
        await forms.getByText(/기다리는 중/).waitFor();
        await move('desk', { handle: 'minjae', do: 'fill', text: 'A-20260311-7' });
        await forms.getByText(/받음/).waitFor();
        assert.equal(await page.getByText('A-20260311-7').count(), 0);
        await forms.getByRole('button', { name: '읽기' }).click();
        await forms.getByText('A-20260311-7').waitFor();
        await forms.getByRole('button', { name: '받은 내용 지우기' }).click();
        await forms.getByText('되돌릴 수 없습니다').waitFor();
        await forms.getByRole('button', { name: '받은 내용 지우기' }).click();
        await forms.getByText(/· 끝냄/).waitFor();
        await page.getByText('A-20260311-7').first().waitFor({ state: 'detached' });
    });

    it('hands off to a person with a reason', async () => {
        await open('hana_dev');
        await page.keyboard.press('h');
        await page.getByLabel('사람').check();
        await page.getByRole('combobox', { name: '받을 사람' }).fill('Helen');
        await page.keyboard.press('Enter');
        await page.locator('dialog .picked').waitFor();
        await page.getByRole('button', { name: '넘기기', exact: true }).last().click();
        assert.match(await page.locator('dialog [role=alert]').innerText(), /까닭/);
        await page.getByLabel('까닭').fill('일본어로 답해 주세요');
        await page.locator('dialog .btn.primary').click();
        await until(async () => (await look('hana_dev')).offered_to?.employee_id === 'emp-he');
    });

    it('gives the opinion that was asked for, and publishes nothing', async () => {
        const row = await open('tamsin');
        await page.getByRole('button', { name: '의견 쓰기' }).click();
        await page.locator('#n').fill('베타는 권하지 마세요.');
        await page.keyboard.press('Control+Enter');
        await page.locator('.note.opinion', { hasText: '권하지 마세요' }).waitFor();
        assert.equal((await look('tamsin')).claim.holder.id, 'emp-dy');
        assert.equal((await look('tamsin')).public_version, row.public_version);
        await page.getByRole('button', { name: '의견 쓰기' }).first().waitFor({ state: 'detached' });
    });

    it('narrows by a query, shows a problem where it is, and saves the query as a view', async () => {
        await open('edda');
        await page.keyboard.press('/');
        await page.waitForFunction(() => document.activeElement?.id === 'f-q');
        await page.keyboard.type('tga:환불');
        await page.locator('mark', { hasText: 'tga:' }).waitFor();
        await page.getByRole('button', { name: '이렇게 고치기' }).click();
        await until(async () => new URL(page.url()).searchParams.get('q') === 'tag:환불');
        await until(async () => await page.locator('a.case').count() === 1);
        await page.getByRole('button', { name: '이 조건을 보기로 저장' }).click();
        await page.getByLabel('이름').fill('환불만');
        await page.locator('dialog .btn.primary').click();
        await page.locator('h1', { hasText: '환불만' }).waitFor();
        await page.keyboard.press('v');
        await page.locator('.pop', { hasText: '환불만' }).waitFor();
        await page.getByRole('button', { name: '환불만 고치기' }).click();
        await page.locator('dialog').getByRole('button', { name: '지우기' }).click();
        await page.locator('dialog .btn.primary').click();
        await page.waitForURL('**/inbox/queue**');
    });

    it('chooses a range with Shift+X, closes them in one job, tells problems, and undoes it', async () => {
        await open('edda');
        const rows = await page.locator('a.case').evaluateAll((list) => list.map((one) => one.dataset.id));
        const at = rows.indexOf((await look('edda')).id);
        await page.keyboard.press('x');
        await page.keyboard.press('j');
        await page.keyboard.press('j');
        await page.waitForURL(`**/${rows[at + 2]}`);
        await page.keyboard.press('Shift+X');
        await page.locator('.bulk', { hasText: '3건 고름' }).waitFor();
        await page.keyboard.press('e');
        await page.locator('.toast', { hasText: '대화 3건을 닫았습니다' }).waitFor();
        await page.keyboard.press('z');
        await until(async () => (await look('edda')).state !== 'closed');
        // One that somebody else holds is a problem, told with the reason.
        await open('tamsin');
        await page.keyboard.press('x');
        await page.keyboard.press('e');
        await page.getByRole('button', { name: '문제 1건 보기' }).click();
        assert.match(await page.locator('dialog').innerText(), /이도윤 님이 맡고 있습니다/);
    });

    it('merges into this customer’s own first, finds others by typing, and warns of another customer', async () => {
        await open('dawn2am');
        await page.getByRole('button', { name: '더 하기' }).click();
        await page.getByRole('button', { name: /^대화 합치기|^다른 대화와 합치기|^합치기/ }).first().click();
        await page.locator('dialog .choice').first().waitFor();
        assert.equal(await page.evaluate(() => document.activeElement?.id), 'merge-find');
        assert.match(await page.locator('dialog .choice').first().innerText(), /같은 고객/);
        await page.keyboard.type('marublue');
        await page.waitForFunction(() => [...document.querySelectorAll('dialog .choice')].every((one) => one.textContent.includes('@marublue')) && document.querySelector('dialog .choice'));
        await page.locator('dialog .choice input').first().check();
        assert.match(await page.locator('dialog .say.late').innerText(), /@marublue\S* 님은 다른 고객/);
        await page.keyboard.press('Escape');
    });

    it('undoes a merge, at once and from the conversation that went, until something new happens', async () => {
        const row = await open('dawn2am');
        const merge = async () => {
            await page.getByRole('button', { name: '더 하기' }).click();
            await page.getByRole('button', { name: /^다른 대화와 합치기/ }).click();
            await page.locator('dialog .choice input').first().check();
            await page.locator('dialog .btn.primary').click();
            await page.waitForURL((at) => !at.pathname.endsWith(row.id));
        };
        await merge();
        const into = page.url();
        await page.locator('.toast', { hasText: /@dawn2am\S* 님의 대화를 합쳤습니다/ }).waitFor();
        await page.keyboard.press('z');
        await page.waitForURL(`**/${row.id}`);
        await page.locator('.claim', { hasText: '합쳐졌습니다' }).waitFor({ state: 'detached' });
        assert.equal((await look('dawn2am')).merged_into, null);
        await merge();
        await page.goto(`${url}/inbox/all/${row.id}`);
        await page.locator('.claim', { hasText: '합쳐졌습니다' }).waitFor();
        await page.getByRole('button', { name: '합치기 되돌리기' }).click();
        await page.locator('.claim', { hasText: '합쳐졌습니다' }).waitFor({ state: 'detached' });
        await merge();
        assert.equal(page.url().split('/').at(-1), into.split('/').at(-1));
        // The place changes before what is shown there does: keys belong to what is shown.
        await page.reload();
        await page.locator('.posts .post').first().waitFor();
        await page.keyboard.press('n');
        await page.locator('#n').fill('합친 뒤의 메모');
        await page.keyboard.press('Control+Enter');
        await page.locator('.note', { hasText: '합친 뒤의 메모' }).waitFor();
        await page.goto(`${url}/inbox/all/${row.id}`);
        await page.getByRole('button', { name: '합치기 되돌리기' }).click();
        await page.locator('[role=alert]', { hasText: '새로 생긴 일이 있어' }).waitFor();
    });

    it('erases a customer: says what goes and what stays, refuses while something is open, shows how far it is', async () => {
        const more = async () => {
            await page.getByRole('button', { name: '더 하기' }).click();
            await page.getByRole('button', { name: '이 고객의 글 지우기' }).click();
            await page.locator('dialog h3', { hasText: '남는 것' }).waitFor();
        };
        await open('marublue');
        await more();
        await page.locator('dialog .say.soon', { hasText: '아직 끝나지 않았습니다' }).waitFor();
        assert.equal(await page.locator('dialog .danger').isDisabled(), true);
        await page.keyboard.press('Escape');
        const row = await open('noeul');
        await more();
        assert.equal(await page.locator('dialog .danger').isDisabled(), true, 'only after one is sure');
        await page.locator('dialog [type=checkbox]').check();
        await page.locator('dialog .danger').click();
        await page.locator('dialog .say.met', { hasText: '지웠습니다' }).waitFor();
        await page.locator('dialog .btn.primary').click();
        await until(async () => !(await page.locator('.posts').innerText()).includes('노을'));
        assert.equal((await page.request.get(`${url}/api/v1/conversations/${row.id}`).then((answer) => answer.json())).conversation.excerpt, '');
    });

    it('lets somebody of several brands choose one at sign-in, and change over by keyboard', async () => {
        await move('brands', { who: 'emp-kg' });
        const guest = await chromium.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ko-KR' });
        const place_of = await guest.newPage();
        await place_of.goto(link);
        await place_of.locator('main .btn.primary').click();
        await place_of.locator('h1', { hasText: '어느 브랜드로' }).waitFor();
        assert.deepEqual(await place_of.locator('.brands button').allInnerTexts(), ['온마루', '다온']);
        await place_of.keyboard.press('Enter');
        await place_of.locator('.cases').waitFor();
        await place_of.keyboard.press('Control+k');
        await place_of.keyboard.type('다온');
        await place_of.locator('dialog [role=option]', { hasText: '브랜드 다온으로 바꾸기' }).waitFor();
        await place_of.keyboard.press('Enter');
        await place_of.waitForFunction(() => document.querySelector('.rail select')?.selectedOptions[0]?.text === '다온');
        // Next time the one of last time comes first.
        await place_of.goto(link);
        await place_of.locator('main .btn.primary').click();
        await place_of.locator('.brands button').first().waitFor();
        assert.equal(await place_of.locator('.brands button').first().innerText(), '다온');
        await guest.close();
        await move('one_brand', { who: 'emp-kg' });
    });

    it('finds screens among the settings, and gives the wrong rows of a file back', async () => {
        await page.goto(`${url}/settings/all`);
        await page.fill('#s-find', '공휴일');
        await page.locator('.screens a', { hasText: '업무 시간' }).click();
        await page.waitForURL('**/settings/hours');
        await page.goto(`${url}/settings/people`);
        await page.locator('.top .btn:nth-child(2)').click();
        const rows = ['이름,이메일', ...Array.from({ length: 2600 }, (_, i) => `사람 ${i},${i % 65 === 0 ? '=nothing' : `p${i}@a.example`}`)];
        await page.setInputFiles('dialog input[type=file]', { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n')) });
        await page.locator('dialog .bad', { hasText: '40줄' }).waitFor();
        assert.equal(await page.locator('dialog tbody tr').count(), 40);
        assert.equal(await page.locator('dialog tbody th').nth(1).innerText(), '67');
        const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '잘못된 줄만 CSV로' }).click()]);
        const { readFileSync } = await import('node:fs');
        const lines = readFileSync(await file.path(), 'utf8').trimEnd().split('\r\n');
        assert.equal(lines.length, 41);
        assert.match(lines[0], /^\uFEFF이름,이메일,/);
        assert.match(lines[2], /^사람 65,'=nothing,/, 'never a formula');
    });

    it('merges and splits', async () => {
        const row = await open('dawn2am');
        await page.getByRole('button', { name: '더 하기' }).click();
        await page.getByRole('button', { name: '대화 나누기' }).click();
        await page.locator('dialog [type=checkbox]').nth(1).check();
        await page.locator('dialog .btn.primary').click();
        await page.waitForURL((at) => !at.pathname.endsWith(row.id) && at.pathname.split('/').length === 4);
        await page.locator('.posts .post', { hasText: '물통 뒤에 있는 부표' }).waitFor();
    });

    it('hands the conversation to a department that a note names, and says so before', async () => {
        await open('marublue');
        await page.keyboard.press('n');
        await page.waitForFunction(() => document.activeElement?.id === 'n');
        await page.keyboard.type('약관을 봐 주세요 @법무');
        await page.locator('.people li', { hasText: '법무' }).waitFor();
        await page.keyboard.press('Enter');
        assert.equal(await page.inputValue('#n'), '약관을 봐 주세요 @법무 ');
        await page.locator('.goes', { hasText: '법무 부서로 넘어갑니다' }).waitFor();
        await page.locator('.notebox .btn', { hasText: '남기고 넘기기' }).waitFor();
        await page.keyboard.press('Control+Enter');
        await until(async () => (await look('marublue')).department_id === 'dep-law');
        await page.locator('.note', { hasText: '약관을 봐 주세요' }).waitFor();
    });

    it('says when the server takes no changes, keeps what was written, and goes on by itself', async () => {
        const row = await open('marublue');
        await page.fill('#t', '온라인에도 곧 올라옵니다.');
        await move('read_only', { on: '1' });
        await page.keyboard.press('Escape');
        await page.keyboard.press('e');
        await page.locator('.line', { hasText: '읽기만 됩니다.' }).waitFor();
        assert.equal((await look('marublue')).state, row.state);
        assert.equal(await page.inputValue('#t'), '온라인에도 곧 올라옵니다.');
        await move('read_only', { on: '0' });
        await page.keyboard.press('e');
        await page.locator('.line', { hasText: '읽기만 됩니다.' }).waitFor({ state: 'detached' });
        await until(async () => (await look('marublue')).state === 'closed');
        await page.keyboard.press('z');
        await until(async () => (await look('marublue')).state !== 'closed');
    });

    it('shows who is looking and writing in the list', async () => {
        await open('edda');
        await until(async () => {
            await move('present', { handle: 'marublue', who: 'emp-dy', typing: '1' });
            return await page.locator('a.case', { hasText: 'marublue' }).filter({ hasText: '쓰는 중' }).count() === 1;
        });
    });

    it('puts a hint beside what somebody else holds, and neither claims nor publishes anything', async () => {
        const row = await open('tamsin');
        await page.getByRole('button', { name: '제가 알아요' }).click();
        await page.waitForFunction(() => document.activeElement?.id.startsWith('hint-'));
        await page.keyboard.type('3.1.2에서 고쳤습니다');
        await page.keyboard.press('Escape');
        // What was begun is there again.
        await page.getByRole('button', { name: '제가 알아요' }).click();
        assert.equal(await page.locator('.know textarea').inputValue(), '3.1.2에서 고쳤습니다');
        await page.keyboard.press('Control+Enter');
        await page.locator('.note', { hasText: '3.1.2에서 고쳤습니다' }).filter({ hasText: '힌트' }).waitFor();
        await page.locator('.know', { hasText: '힌트를 주었습니다' }).waitFor();
        const now = await look('tamsin');
        assert.equal(now.claim.holder.id, 'emp-dy');
        assert.equal(now.public_version, row.public_version);
    });

    it('shows whoever holds it the hint at once, to put in at the caret and to thank for', async () => {
        await move('claim', { handle: 'marublue', who: 'emp-kg' });
        await open('marublue');
        await page.fill('#t', '안녕하세요. 감사합니다.');
        await page.locator('#t').evaluate((field) => field.setSelectionRange(6, 6));
        assert.equal(await page.getByRole('button', { name: '제가 알아요' }).count(), 0);
        await move('desk', { do: 'hint', handle: 'marublue', who: 'emp-sm', text: '부표는 물통 뒤에 있어요.' });
        const hint = page.locator('.hints li', { hasText: '부표는 물통 뒤에 있어요.' });
        await hint.getByRole('button', { name: /답변에 넣기/ }).click();
        await until(async () => await page.inputValue('#t') === '안녕하세요. 부표는 물통 뒤에 있어요. 감사합니다.');
        await hint.getByRole('button', { name: /고마워요/ }).click();
        await hint.getByText('고맙다고 했습니다').waitFor();
    });
});
