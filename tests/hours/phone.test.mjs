// An hour of somebody who answers now and then, with a thumb on a phone of 390 by 844: link, question, answer, undo, a
// tunnel without a connection, and back. It fails when something does not fit or is too small to hit.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browser, watched } from '../browser/lib.mjs';
import { Person as Session } from '../journey/server.mjs';
import { hour, Person, practice, until } from './hours.mjs';

class Thumb extends Person {
    taps = 0;
    misfits = [];      // all of them are told, at the end
    // Nothing is wider than the phone, and nothing that one touches is smaller than 44 by 44.
    async fits(state) {
        const found = await this.page.evaluate(() => {
            const wide = document.documentElement.scrollWidth > innerWidth ? [`the page is ${document.documentElement.scrollWidth} wide`] : [];
            const small = [...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea, summary, label:has(input[type=radio], input[type=checkbox])')]
                .filter((one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== 'hidden' && !one.closest('p.ask, p.earlier, .body, .vh'))
                // What is touched by its label is measured there.
                .filter((one) => !(one.matches('input[type=radio], input[type=checkbox]') && one.closest('label')))
                .map((one) => [one, one.getBoundingClientRect()]).filter(([one, box]) => box.bottom > 0 && !one.matches('.vh, .skip') && (box.width < 43.9 || box.height < 43.9))
                .map(([one, box]) => `${one.tagName.toLowerCase()}.${one.className} "${(one.textContent || one.ariaLabel || '').trim().slice(0, 30)}" ${Math.round(box.width)}x${Math.round(box.height)}`);
            return [...wide, ...small];
        });
        this.misfits.push(...found.map((one) => `${state}: ${one}`));
    }
    async look(state) {
        if (process.env.MH_SHOTS) await this.page.screenshot({ path: `${process.env.MH_SHOTS}/phone-${state.replace(/\W+/g, '-')}.png` });
        await this.fits(state);
        await super.look(state);
    }
    async tap(what, target, shown) {
        await (typeof target === 'string' ? this.page.locator(target) : target).first().tap();
        this.taps += 1;
        for (const one of [shown ?? []].flat()) await this.sees(one).catch((error) => { throw new Error(`${what}: ${error.message}`); });
        this.done.push(what);
    }
    async write(what, target, text) {
        await this.page.locator(target).tap();
        await this.page.keyboard.insertText(text);
        this.taps += 1;
        this.done.push(what);
    }
}

let company, admin, chromium, context, page, me, faults, departments;
before(async () => {
    company = await practice();
    admin = await new Session(company.url).sign_in(company.link);
    departments = (await admin.get('/departments')).body.items;
    const hired = (await admin.call('POST', '/employees', { name: '보람', email: 'boram@hour.example', role: 'employee', department_id: departments[0].id, initials: 'BR' })).body;
    await admin.call('POST', `/employees/${hired.employee.id}/certification`, { level: 'all', reason: 'here before' });
    chromium = await browser();
    context = await chromium.newContext({ viewport: { width: 390, height: 844 }, locale: 'ko-KR', timezoneId: 'Asia/Seoul', hasTouch: true, isMobile: true });
    ({ page, faults } = await watched(context));
    me = new Thumb(page, 'an hour on a phone');
    await page.goto(hired.link.replace(/^https?:\/\/[^/]+/, company.url));
}, { timeout: 240_000 });
after(async () => {
    await chromium?.close();
    await company?.stop();
});

const button = (name) => page.getByRole('button', { name, exact: true });
const asked = () => page.locator('.q .who').first().innerText();
// Which conversation stands on the card.
const on_card = async () => {
    const handle = (await asked()).slice(1);
    const { items } = await me.know('/conversations?view=all&limit=200');
    return items.find((row) => row.customer.handle === handle && row.waiting_since !== null && !row.merged_into);
};
const ours = async (row) => (await me.detail(row.id)).posts.filter((post) => post.side === 'brand').map((post) => post.text);
const part = hour(it);

describe('an hour on a phone', { concurrency: false }, () => {
    part('comes in by the link, sets a password, and stands before one question', async () => {
        await me.sees('main .btn.primary');
        await me.look('the link');
        await me.tap('the link is used', 'main .btn.primary', '#new');
        await me.look('a new password');
        await me.write('a password', '#new', '온마루 보람의 비밀번호');
        await me.tap('saved', 'main .btn.primary', [/\/quick/, '.card']);
        await me.sees('.why li');
        await me.look('a question, and why it is mine');
        // Time enough to look around while an answer goes out, also on a slow machine.
        await page.evaluate(async () => fetch('/api/v1/me', { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': (await (await fetch('/api/v1/me')).json()).csrf_token }, body: JSON.stringify({ undo_seconds: 10 }) }));
    });

    part('passes one, and the next comes', async () => {
        const before_it = await asked();
        await me.tap('passed', button('건너뛰기'), async () => (await page.locator('.card').count()) === 1 && (await asked()) !== before_it);
        await me.look('the next question');
    });

    part('takes one, writes, sends, takes it back and sends again', async () => {
        const row = await on_card();
        const before_it = await ours(row);
        await me.tap('taken', button('내가 답하기'), '#a');
        await me.sees(async () => (await me.detail(row.id)).conversation.claim?.holder.initials === 'BR');
        await me.look('writing');
        await me.write('the answer', '#a', '확인해서 바로 알려 드리겠습니다.');
        await me.sees(async () => Number(await page.locator('.count b').innerText()) > 10);
        await me.tap('sent', button('보내기'), '.after');
        await me.tap('taken back', button('취소'), '#a');
        assert.equal(await page.inputValue('#a'), '확인해서 바로 알려 드리겠습니다.');
        assert.deepEqual(await ours(row), before_it, 'nothing was published');
        await me.tap('sent again', button('보내기'), '.after');
        await me.look('going out');
        await me.sees(page.getByText('답이 올라갔습니다'));
        await me.look('it is out');
        assert.deepEqual(await ours(row), [...before_it, '확인해서 바로 알려 드리겠습니다. ^BR']);
        await me.tap('on', button('다음 질문'), '.card');
        assert.match(await page.locator('.streak').innerText(), /1/);
    });

    part('writes in a tunnel; nothing leaves by itself; sends when the connection is back', async () => {
        const row = await on_card();
        await me.tap('taken', button('내가 답하기'), '#a');
        await context.setOffline(true);
        await me.sees(page.getByText('오프라인입니다.').or(page.locator('.line', { hasText: '오프라인' })));
        await me.write('the answer', '#a', '오늘 안에 도착합니다.');
        await me.look('no connection');
        await me.tap('kept on the phone', button('이 휴대폰에 두기'), page.getByText('이 휴대폰에 두었습니다'));
        await me.look('kept on the phone');
        await context.setOffline(false);
        await me.sees(button('보내기'));
        assert.equal((await me.detail(row.id)).answers.length, 0, 'nothing left by itself');
        await me.tap('sent', button('보내기'), '.after');
        await me.tap('at once', button('지금 보내기'));
        await me.sees(page.getByText('답이 올라갔습니다'));
        await until(async () => (await me.detail(row.id)).posts.some((post) => post.side === 'brand' && post.text === '오늘 안에 도착합니다. ^BR'), 'the answer on the network');
        await me.tap('on', button('다음 질문'), '.card');
    });

    part('does not know one, and hands it to the department that does', async () => {
        const row = await on_card();
        await me.tap('help', button('도움 받기'), '.unsure');
        await me.look('not sure');
        const other = departments.find((one) => one.id !== row.department_id);
        await me.tap('the department', page.getByLabel(other.name_ko));
        await me.tap('the reason', page.locator('.whys .chip').first());
        await me.tap('handed on', button('부서에 넘기기'), page.getByText('부서에 넘겼습니다'));
        assert.equal((await me.detail(row.id)).conversation.department_id, other.id);
    });

    part('asks a colleague, and stops for today', async () => {
        const row = await on_card();
        await me.tap('help', button('도움 받기'), '.unsure');
        if (await page.getByText('동료에게 묻기').count()) await me.tap('a colleague', page.locator('.kinds label').nth(1), '#who');
        await me.look('asking a colleague');
        await me.tap('whom', page.locator('label.choice').first());
        await me.write('the question', '#why', '교환해 드려도 될까요?');
        await me.tap('asked', page.locator('.unsure .btn.primary'), '#a');
        await me.sees(async () => (await me.detail(row.id)).notes.some((note) => note.kind === 'question'));
        await me.look('asked, and writing on');
        await me.tap('put down', button('내려놓기'), '.card');
        const answer = await on_card();
        assert.ok(answer);
        // The desk is there as well, and fits.
        await me.tap('the desk', '.desk', ['.cases a.case', /\/inbox\/queue/]);
        await me.look('the list on a phone');
        await me.tap('a conversation', 'a.case', '.posts .post');
        await me.look('a conversation on a phone');
        await me.tap('back', 'a.back', '.cases a.case');
    });

    part('broke no rule', async () => {
        me.clean();
        assert.deepEqual(me.misfits, [], 'wider than the phone, or too small for a thumb');
        assert.deepEqual(await faults(), []);
        me.say({ taps: me.taps, steps: me.done.length });
    });
});
