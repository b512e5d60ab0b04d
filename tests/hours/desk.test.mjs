// An hour of somebody whose work is answering, by keyboard alone: every key of the ? sheet once, and nothing that would
// need a hand. It fails when the focus falls off the page.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { browser, still, watched } from '../browser/lib.mjs';
import { Person as Session } from '../journey/server.mjs';
import { hour, practice, Typist, until } from './hours.mjs';

const kDot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const picture = join(tmpdir(), `manyhands-hour-${process.pid}.png`);
let company, admin, colleague, chromium, page, me, faults, departments, colleague_row;

before(async () => {
    company = await practice();
    writeFileSync(picture, kDot);
    admin = await new Session(company.url).sign_in(company.link);
    departments = (await admin.get('/departments')).body.items;
    const hire = async (name, department, initials) => (await admin.call('POST', '/employees', { name, email: `${initials.toLowerCase()}@hour.example`, role: 'desk', department_id: department.id, initials })).body;
    const desk = await hire('한별', departments[0], 'HB');
    const other = await hire('나래', departments[1], 'NR');
    colleague_row = other.employee;
    colleague = await new Session(company.url).sign_in(other.link);
    await admin.call('POST', '/tags', { name: '환불', colour: 'blue' });
    await admin.call('POST', '/phrases', { shortcut: '사과', title: '사과와 확인', texts: { ko: '{{customer.name}} 님, 불편을 드려 죄송합니다. 바로 확인하겠습니다.', en: 'Sorry for the trouble, {{customer.name}}. We are checking right now.' }, shared: 'brand' });
    chromium = await browser();
    const context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ko-KR', timezoneId: 'Asia/Seoul' });
    ({ page, faults } = await watched(context));
    me = new Typist(page, 'an hour at the desk, by keyboard');
    await me.start();
    await page.goto(desk.link.replace(/^https?:\/\/[^/]+/, company.url));
}, { timeout: 240_000 });
after(async () => {
    await chromium?.close();
    await company?.stop();
});

const open = () => me.open_id();
const current = async () => (await me.detail(open())).conversation;
const settled = () => page.locator('main[aria-busy=false] .posts').first().waitFor().then(() => true);
// The next conversation that waits, that nobody holds and nobody ever answered, by J or K alone.
const used = new Set();
async function next_free(ask = () => true) {
    for (let i = 0; i < 60; i++) {
        await settled();
        const id = open();
        const detail = await me.detail(id);
        const row = detail.conversation;
        if (!used.has(id) && row.state === 'waiting' && !row.claim && !row.offered_to && !row.going_out && ask(detail)) {
            used.add(id);
            return row;
        }
        await page.keyboard.press('j');
        me.keys += 1;
        await until(() => open() !== id || page.locator('a.case').last().getAttribute('aria-current'), 'the next conversation');
        if (open() === id) break;
    }
    throw new Error('no free conversation is left in the list');
}
const list_top = async () => {
    await me.press('to the top of the queue', ['g', 'i']);
    // The list is read anew; until then the old one stands there.
    const read = page.waitForResponse((answer) => /\/conversations\?view=queue/.test(answer.url()) && answer.ok());
    await me.press('new ones', '.');
    await read;
    await still(page);
    await page.locator('a.case').first().waitFor();
    await until(async () => (await page.locator('.cases').evaluate((box) => box.scrollTop)) === 0, 'the top');
};
const toast = (text) => page.locator('.toast', { hasText: text });
const part = hour(it);

describe('an hour at the desk by keyboard', { concurrency: false }, () => {
    part('signs in with the one-time link and a new password', async () => {
        await me.sees('main .btn.primary');
        await me.look('the link');
        await me.press('the link is used', 'Enter', '#new');
        await me.look('a new password');
        await me.type('a password is typed', '온마루 한별의 비밀번호');
        await me.press('the password is saved', 'Enter', ['a.case.cur', '.posts .post']);
        await me.look('the inbox');
        // Time enough to look around while an answer goes out, also on a slow machine.
        await page.evaluate(async () => fetch('/api/v1/me', { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': (await (await fetch('/api/v1/me')).json()).csrf_token }, body: JSON.stringify({ undo_seconds: 20 }) }));
    });

    part('walks the queue and reads', async () => {
        const rows = await page.locator('a.case').evaluateAll((list) => list.map((one) => one.dataset.id));
        const at = (id) => () => open() === id;
        await me.key('next', 'J', at(rows[1]));
        await me.press('next', 'j', at(rows[2]));
        await me.key('previous', 'K', at(rows[1]));
        await settled();
        assert.equal(await page.evaluate(() => document.activeElement?.dataset.id), rows[1], 'the focus goes along the list');
        await me.key('open', 'O', async () => page.evaluate(() => document.activeElement?.matches('.posts')));
        await me.press('the list again', 'k', at(rows[0]));
        await settled();
        await me.tab_to('back to the list', 'a.case', { back: true });
        await me.press('along the list', 'ArrowDown');
        await me.key('open', 'Enter', async () => page.evaluate(() => document.activeElement?.matches('.posts')), 'Enter');
        const side = async () => page.evaluate(() => document.activeElement?.matches('.inbox > aside'));
        await me.key('side', 'I', side);
        await me.press('back from the side', 'i', async () => page.evaluate(() => document.activeElement?.matches('.posts')));
    });

    part('opens the sheet of keys and goes places', async () => {
        await me.key('sheet', '?', 'dialog[open] dl');
        await me.look('the sheet of keys');
        me.sheet = await page.locator('dialog[open] [data-action]').evaluateAll((list) => list.flatMap((one) => [...one.querySelectorAll('[data-keys]')].map((key) => `${one.dataset.action} ${key.dataset.keys}`)));
        await me.press('the sheet is closed', 'Escape');
        await me.gone('dialog[open]');
        await me.key('go_mine', 'G M', /\/inbox\/mine/);
        await me.look('nothing of mine yet');
        await me.key('go_reports', 'G R', ['.figures', '.chart canvas']);
        await me.look('the report');
        await me.key('go_settings', 'G S', /\/settings/);
        await me.key('go_listening', 'G Q', [/\/listening/, 'main h1']);
        await me.look('what is listened for');
        await me.key('go_quality', 'G A', [/\/quality/, 'main h1']);
        await me.look('quality audits');
        await me.key('go_promised', 'G P', [/\/promised/, 'main h1']);
        await me.look('what was promised');
        await me.key('go_tips', 'G T', [/\/tips/, 'main h2']);
        await me.look('tips');
        await me.key('go_honour', 'G L', [/\/honour/, 'main h1']);
        await me.look('the leaderboard');
        await me.look('settings');
        await me.key('go_inbox', 'G I', [/\/inbox\/queue/, 'a.case']);
        await me.key('go_notices', 'G N', '.pop');
        await me.look('notices');
        await me.press('notices are closed', 'Escape');
        await me.gone('.pop');
        await me.key('palette', 'Mod+K', 'dialog.palette[open]');
        await me.type('a command is looked for', '답함');
        await me.look('the palette');
        await me.press('a view is chosen', 'Enter', /\/inbox\/answered/);
        await me.press('and back', ['g', 'i'], [/\/inbox\/queue/, 'a.case', '.posts .post']);
    });

    part('claims, puts a phrase and a picture in, looks at it, sends, takes back, sends', async () => {
        const row = await next_free((detail) => detail.conversation.lang === 'ko');
        await me.key('claim', 'C', async () => page.evaluate(() => document.activeElement?.id === 't'));
        await until(async () => (await current()).claim?.holder.initials === 'HB', 'the claim');
        await me.type('a phrase is looked for', '/사과', '.menu [role=option]');
        await me.look('the phrase menu');
        await me.press('the phrase is put in', 'Enter', async () => /죄송합니다/.test(await page.inputValue('#t')));
        await me.type('and written on', ' 사진을 보아 주세요.');
        const chooser = page.waitForEvent('filechooser');
        await me.tab_to('to the pictures', '.sig button:nth-of-type(2)');
        await me.press('a picture is asked for', 'Enter');
        await (await chooser).setFiles(picture);
        await me.sees('.images img');
        await until(async () => page.evaluate(() => document.activeElement?.closest('.images') !== null), 'the focus on the description');
        await me.look('a picture without a description');
        await me.type('what the picture shows', '물통 뒤의 흰 부표');
        await me.key('leave', 'Escape', async () => page.evaluate(() => document.activeElement?.matches('.posts')));
        await me.key('preview', 'P', '.shown');
        await me.look('the preview');
        await me.press('on with writing', 'p');
        await me.gone('.shown');
        await me.key('answer', 'R', async () => page.evaluate(() => document.activeElement?.id === 't'));
        await me.key('send', 'Mod+Enter', '.out.queued');
        await me.look('going out');
        await me.key('undo', 'Z', '#t');
        await until(async () => /사진을 보아 주세요/.test(await page.inputValue('#t').catch(() => '')), 'the text again');
        assert.equal(await page.locator('.images textarea').inputValue(), '물통 뒤의 흰 부표', 'the picture came back with its description');
        assert.equal((await me.detail(row.id)).posts.filter((post) => post.side === 'brand').length, 0, 'nothing was published');
        await me.press('to the field', 'r');
        await me.press('sent', 'Control+Enter', '.out.queued');
        await me.sees('.post.brand');
        const ours = (await me.detail(row.id)).posts.filter((post) => post.side === 'brand');
        assert.equal(ours.length, 1);
        assert.match(ours[0].text, /바로 확인하겠습니다\. 사진을 보아 주세요\. \^HB$/);
        assert.equal(ours[0].media[0].alt, '물통 뒤의 흰 부표');
        await me.look('answered');
    });

    part('snoozes until tomorrow at nine, and wakes it', async () => {
        const row = await next_free();
        await me.key('snooze', 'S', '.pop');
        await me.look('the snooze menu');
        const picked = async () => page.evaluate(() => document.activeElement?.textContent?.includes('내일 09:00'));
        for (let i = 0; i < 5 && !(await picked()); i++) await me.press('further down', 'ArrowDown');
        await me.press('until tomorrow', 'Enter', toast(row.customer.handle));
        const until_at = new Date((await me.detail(row.id)).conversation.snooze.until);
        assert.deepEqual([until_at.getUTCHours(), until_at.getUTCMinutes()], [0, 0], 'nine o’clock in Seoul');
        await me.key('views', 'V', '.pop');
        await me.look('the views');
        const at_snoozed = async () => page.evaluate(() => document.activeElement?.getAttribute('href') === '/inbox/snoozed');
        for (let i = 0; i < 5 && !(await at_snoozed()); i++) await me.press('further down', 'ArrowDown');
        await me.press('the snoozed ones', 'Enter', [/\/inbox\/snoozed/, `a.case[data-id="${row.id}"]`]);
        await me.sees(() => open() === row.id);
        await settled();
        await me.press('woken', 's', async () => (await me.detail(row.id)).conversation.state === 'waiting');
        await list_top();
    });

    part('tags, and writes a note that names a colleague', async () => {
        const row = await next_free();
        await me.key('tag', 'T', '.pop input');
        await me.type('a tag is looked for', '환불', '.pop [role=option]');
        await me.look('the tag menu');
        await me.press('tagged', 'Enter', async () => (await me.detail(row.id)).conversation.tags.some((tag) => tag.name === '환불'));
        await me.press('the menu is closed', 'Escape');
        await me.gone('.pop');
        await me.key('note', 'N', async () => page.evaluate(() => document.activeElement?.id === 'n'));
        await me.type('a note is begun', '배송 기록을 봐 주세요 @나래', '.people li');
        await me.look('a colleague is named');
        await me.press('the colleague is put in', 'Enter', async () => /@NR /.test(await page.inputValue('#n')));
        await me.type('written on', '오늘 안에요');
        await me.press('the note is kept', 'Control+Enter', page.locator('.note', { hasText: '오늘 안에요' }));
        await until(async () => (await colleague.get('/notices')).body.items.some((one) => one.kind === 'mention' && one.conversation_id === row.id), 'the colleague’s notice');
    });

    part('hands a conversation to a person, and asks for a second opinion', async () => {
        const row = await next_free();
        await me.key('hand_off', 'H', 'dialog[open] input[name=kind]');
        await me.look('handing off');
        await me.press('to a person', 'ArrowRight', 'dialog[open] [role=combobox]');
        await me.tab_to('to the name', '[role=combobox]');
        await me.type('who', '나래', 'dialog[open] [role=option]');
        await me.press('chosen', 'Enter', 'dialog[open] .picked');
        await me.look('a person is chosen');
        await me.tab_to('to the reason', '#why');
        await me.type('the reason', '나래 님이 아는 제품입니다');
        await me.tab_to('to the button', 'dialog[open] button.primary');
        await me.press('handed off', 'Enter');
        await me.gone('dialog[open]');
        await until(async () => (await me.detail(row.id)).conversation.offered_to?.employee_id === colleague_row.id, 'the offer to the colleague');
        await until(async () => (await colleague.get('/notices')).body.items.some((one) => one.kind === 'hand_off' && one.conversation_id === row.id), 'the colleague’s notice');

        const asked = await next_free();
        await me.press('the palette', 'Control+k', 'dialog.palette[open]');
        await me.type('a second opinion', '다른 의견');
        await me.press('asked for', 'Enter', 'dialog[open] #question');
        await me.sees('dialog[open] [role=combobox]');
        await me.look('asking for an opinion');
        await me.tab_to('to the name', '[role=combobox]');
        await me.type('whom', 'NR', 'dialog[open] [role=option]');
        await me.press('chosen', 'Enter', 'dialog[open] .picked');
        await me.tab_to('to the question', '#question');
        await me.type('the question', '교환해 드려도 될까요?');
        await me.tab_to('to the button', 'dialog[open] button.primary');
        await me.press('asked', 'Enter');
        await me.gone('dialog[open]');
        await me.sees(page.locator('.note', { hasText: '교환해 드려도 될까요?' }));
        assert.equal((await me.detail(asked.id)).notes.at(-1).asked.id, colleague_row.id);
    });

    part('merges two conversations, and splits one', async () => {
        const row = await next_free();
        await me.press('the palette', 'Control+k', 'dialog.palette[open]');
        await me.type('merging', '합치기');
        await me.press('merging is chosen', 'Enter', 'dialog[open] input[name=into]');
        await me.look('merging');
        await me.tab_to('to the first one', 'dialog[open] input[name=into]');
        await me.press('the first one', 'Space', 'dialog[open] input[name=into]:checked');
        const into = await page.locator('dialog[open] input[name=into]:checked').inputValue();
        await me.tab_to('to the button', 'dialog[open] button.primary');
        await me.press('merged', 'Enter', () => open() === into);
        await me.gone('dialog[open]');
        assert.equal((await me.detail(row.id)).conversation.merged_into, into);
        used.add(into);

        await settled();
        const whole = await me.detail(into);
        assert.ok(whole.posts.filter((post) => post.side === 'customer' && !post.deleted).length >= 2);
        const last = whole.posts.filter((post) => !post.deleted).findLastIndex((post) => post.side === 'customer');
        await me.press('the palette', 'Control+k', 'dialog.palette[open]');
        await me.type('splitting', '대화 나누기');
        await me.press('splitting is chosen', 'Enter', 'dialog[open] input[type=checkbox]');
        await me.look('splitting');
        for (let i = 0; i < last; i++) await me.press('the next post', 'Tab');
        await me.press('the post is chosen', 'Space', 'dialog[open] input[type=checkbox]:checked');
        await me.tab_to('to the button', 'dialog[open] button.primary');
        await me.press('split', 'Enter', () => open() !== into);
        await me.gone('dialog[open]');
        await settled();
        used.add(open());
        assert.equal((await me.detail(open())).posts.length, 1);
        assert.equal((await me.detail(into)).posts.length, whole.posts.length - 1);
    });

    part('closes one and takes it back', async () => {
        await list_top();
        const row = await next_free();
        await me.key('close', 'E', [toast(row.customer.handle), () => open() !== row.id]);
        assert.equal((await me.detail(row.id)).conversation.state, 'closed');
        await me.press('taken back', 'z', [() => open() === row.id, async () => (await me.detail(row.id)).conversation.state === 'waiting']);
        await settled();
    });

    part('closes several in one go, and takes that back', async () => {
        await list_top();
        const count = () => page.locator('.bulk b').innerText().then((text) => Number(/\d+/.exec(text)?.[0]), () => 0);
        await me.key('select', 'X', async () => (await count()) === 1);
        await me.press('down', ['j', 'j', 'j'], settled);
        await me.key('select_range', 'Shift+X', async () => (await count()) === 4);
        await me.look('several are chosen');
        await me.key('select_all', 'Shift+A', async () => (await count()) >= 10);
        await me.press('none', 'Escape');
        await me.gone('.bulk');
        // Four that nobody holds, one after the other.
        const chosen = [];
        await list_top();
        while (chosen.length < 4) {
            const row = await next_free();
            await me.press('one more', 'x', async () => (await count()) === chosen.length + 1);
            chosen.push(row.id);
        }
        await me.press('closed together', 'e', toast('4건을 닫았습니다'));
        for (const id of chosen) assert.equal((await me.detail(id)).conversation.state, 'closed');
        await me.look('a job is done');
        await me.press('taken back together', 'z', toast('되돌렸습니다'));
        for (const id of chosen) assert.equal((await me.detail(id)).conversation.state, 'waiting');
    });

    part('searches, saves what was asked as a view, and opens it again', async () => {
        await me.key('search', '/', async () => page.evaluate(() => document.activeElement?.id === 'f-q'));
        await me.type('a query', 'tag:환불');
        await me.press('asked', 'Enter', [/q=tag/, async () => (await page.locator('a.case').count()) >= 1]);
        await me.look('what was found');
        await me.tab_to('to saving', '.filter .save');
        await me.press('saving', 'Enter', 'dialog[open] #v-name');
        await me.look('saving a view');
        await me.type('its name', '환불 이야기');
        await me.press('saved', 'Enter', /\/inbox\/\w{26}/);
        await me.gone('dialog[open]');
        await me.sees(page.locator('h1', { hasText: '환불 이야기' }));
        await me.press('back to the queue', ['g', 'i'], [/\/inbox\/queue/, 'a.case']);
        await me.press('the views', 'v', page.locator('.pop .item', { hasText: '환불 이야기' }));
        const there = async () => page.evaluate(() => document.activeElement?.textContent?.includes('환불 이야기'));
        for (let i = 0; i < 12 && !(await there()); i++) await me.press('further down', 'ArrowDown');
        await me.press('the view', 'Enter', [/\/inbox\/\w{26}/, page.locator('h1', { hasText: '환불 이야기' })]);
        await me.look('a saved view');
    });

    part('shows what came in only when asked to', async () => {
        await list_top();
        const before_it = await page.locator('a.case').first().getAttribute('data-id');
        const closed = (await colleague.get('/conversations?view=all&limit=100')).body.items.find((row) => row.state === 'closed' && !row.merged_into);
        assert.equal((await colleague.call('POST', `/conversations/${closed.id}/reopen`, {})).status, 200);
        await me.sees('.newpill');
        assert.equal(await page.locator('a.case').first().getAttribute('data-id'), before_it, 'nothing moved by itself');
        await me.look('something new came');
        await me.key('fresh', '.', async () => (await page.locator('.newpill').count()) === 0);
    });

    part('pressed every key of the sheet, needed no hand, and broke no rule', async () => {
        assert.deepEqual(me.sheet.filter((one) => !me.used.has(one)), [], 'keys of the sheet that were not pressed');
        me.clean();
        await me.no_hand();
        assert.deepEqual(await faults(), []);
        me.say({ 'keys pressed': me.keys, 'keys of the sheet': me.sheet.length, 'steps': me.done.length });
    });
});
