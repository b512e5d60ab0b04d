// Guidelines: what they find while somebody writes, one-key fixes, the reason without which a blocked answer stays; and the
// page on which an admin adds, changes, tries and saves rules. With the stand-in.
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
before(async () => { chromium = await browser(); await move('settings', { who: 'emp-kg', set: JSON.stringify({ undo_seconds: 55 }) }); });
after(async () => { await chromium?.close(); await place.close(); });

const write = async (handle, text) => {
    const { row } = await move('look', { handle });
    await page.goto(`${url}/inbox/queue/${row.id}`);
    await page.locator('#t').waitFor();
    await page.locator('.composer .count > *').first().waitFor();
    // Claimed first, so that the big button sends.
    await page.keyboard.press('c');
    await page.locator('.send', { hasText: '보내기' }).waitFor();
    await page.locator('#t').fill(text);
    return row;
};
const finding = (text) => page.locator('.lint li', { hasText: text });

describe('guidelines', { concurrency: false }, () => {
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

    it('send what only holds off as a holding answer, by the time that it names', async () => {
        await write('hana_dev', '확인 중입니다. 90분 안에 알려 드리겠습니다.');
        await finding('다음 답을 약속하는').waitFor();
        await finding('다음 답을 약속하는').locator('.btn', { hasText: '중간 답변으로 보내기' }).click();
        await page.getByRole('dialog').locator('.item', { hasText: '글에 적은 시각' }).click();
        await page.locator('.send', { hasText: '중간 답변' }).waitFor();
        assert.equal(await page.inputValue('#t'), '확인 중입니다. 90분 안에 알려 드리겠습니다.', 'the text stays as it was written');
        await finding('다음 답을 약속하는').waitFor({ state: 'detached' });
        // Another time than the one that was chosen.
        await page.locator('#t').fill('확인 중입니다. 10분 안에 알려 드리겠습니다.');
        await finding('약속한 시각').locator('.btn', { hasText: '시각 맞추기' }).waitFor();
    });

    it('are shown under the field while one types, with the place and a fix', async () => {
        await write('marublue', '👍 안녕하세요, 플로트를 움직여 주세요.');
        await finding('흰 부표').waitFor();
        assert.match(await finding('흰 부표').innerText(), /고객이 보이는 대로 말합니다/);
        await finding('흰 부표').locator('.where').click();
        assert.deepEqual(await page.locator('#t').evaluate((field) => [document.activeElement === field, field.value.slice(field.selectionStart, field.selectionEnd)]), [true, '플로트']);
        await finding('흰 부표').locator('.btn').click();
        await until(async () => (await page.inputValue('#t')) === '👍 안녕하세요, 흰 부표를 움직여 주세요.');
        await finding('흰 부표').waitFor({ state: 'detached' });
        // The first fix has a key.
        await page.locator('#t').fill('손님, 확인해 보겠습니다.');
        await finding('고객님').waitFor();
        await page.locator('#t').press('Alt+Enter');
        await until(async () => (await page.inputValue('#t')) === '고객님, 확인해 보겠습니다.');
    });

    it('let a blocked answer go with a reason only, which is kept', async () => {
        const row = await write('minjae', '주문번호를 댓글로 알려 주세요.');
        await finding('개인').or(finding('누구나')).first().waitFor();
        await page.locator('.send').click();
        await page.locator('.composer .say', { hasText: '지침이 막는' }).waitFor();
        assert.equal((await move('look', { handle: 'minjae' })).answers.length, 0);
        await page.locator('#lint-why').fill('고객이 먼저 적은 번호입니다.');
        await page.locator('.send').click();
        await until(async () => (await move('look', { handle: 'minjae' })).answers.length === 1);
        const { exceptions } = await move('guidelines');
        assert.equal(exceptions[0].conversation_id, row.id);
        assert.equal(exceptions[0].reason, '고객이 먼저 적은 번호입니다.');
        await page.goto(`${url}/settings/guidelines`);
        await page.locator('.plain li', { hasText: '고객이 먼저 적은 번호입니다.' }).waitFor();
    });

    it('ask for a reason when the server refuses what the preview let through', async () => {
        await write('dalnyang22', '확인했습니다.');
        await move('guidelines', { refuse: '1' });
        await page.locator('.send').click();
        await page.locator('#lint-why').fill('이미 확인했습니다.');
        await page.locator('.send').click();
        await until(async () => (await move('look', { handle: 'dalnyang22' })).answers.length === 1);
        await page.locator('#lint-why').waitFor({ state: 'detached' });
    });

    it('are changed by an admin: added, refused where they contradict, tried on the last answers, saved, brought back', async () => {
        await page.goto(`${url}/settings/guidelines`);
        await page.locator('h2', { hasText: '지침' }).first().waitFor();
        const before = (await move('guidelines')).versions.length;
        await page.getByRole('button', { name: '규칙 더하기' }).click();
        await page.getByRole('button', { name: '목록에 넣기' }).click();
        await page.locator('#gl-id-w.wrong').waitFor();
        await page.fill('#gl-id', 'no-float');
        await page.fill('#gl-terms', '흰 부표');
        await page.fill('#gl-reason_ko', '쓰지 않습니다.');
        await page.fill('#gl-reason_en', 'We do not say it.');
        await page.fill('#gl-wrong_ko', '흰 부표입니다.');
        await page.fill('#gl-right_ko', '하얀 부표입니다.');
        await page.getByRole('button', { name: '목록에 넣기' }).click();
        await page.locator('dialog[open]').waitFor({ state: 'detached' });
        await page.locator('li', { hasText: 'no-float' }).first().waitFor();
        // Another rule tells people to say just that.
        await page.getByRole('button', { name: '지난 답변에 돌려 보기' }).click();
        await page.locator('.foot .say', { hasText: 'no-bulb' }).waitFor();
        assert.equal(await page.getByRole('button', { name: '새 판으로 저장' }).getAttribute('aria-disabled'), 'true');
        await page.locator('.foot .say .btn').click();
        await page.fill('#gl-terms', '플로우트');
        await page.getByRole('button', { name: '바꾸기', exact: true }).click();
        await page.getByRole('button', { name: '지난 답변에 돌려 보기' }).click();
        await page.locator('.foot', { hasText: '300개에 돌려 보았습니다' }).waitFor();
        await page.locator('li', { hasText: 'no-bulb' }).locator('q').first().waitFor();
        await page.fill('#gl-note', '부표 이름');
        await page.getByRole('button', { name: '새 판으로 저장' }).click();
        await until(async () => (await move('guidelines')).versions.length === before + 1);
        await page.locator('.plain li', { hasText: '부표 이름' }).first().waitFor();
        // Taken away again, then the former version is brought back as a draft.
        await page.getByRole('button', { name: 'no-float 고치기' }).click();
        await page.getByRole('button', { name: '규칙 빼기' }).click();
        await page.locator('dialog[open]').waitFor({ state: 'detached' });
        await page.getByRole('button', { name: '지난 답변에 돌려 보기' }).click();
        await page.locator('.foot', { hasText: '300개에 돌려 보았습니다' }).waitFor();
        await page.getByRole('button', { name: '새 판으로 저장' }).click();
        await until(async () => (await move('guidelines')).versions.length === before + 2);
        assert.ok(!(await move('guidelines')).versions.at(-1).rules.some((one) => one.id === 'no-float'));
        await page.locator('.plain li', { hasText: '부표 이름' }).locator('.btn').click();
        await page.getByRole('button', { name: 'no-float 고치기' }).waitFor();
        // What stands in every answer is saved by whoever has seen that.
        await page.getByRole('button', { name: 'no-float 고치기' }).click();
        await page.fill('#gl-terms', '니다*');
        await page.getByRole('button', { name: '바꾸기', exact: true }).click();
        await page.getByRole('button', { name: '지난 답변에 돌려 보기' }).click();
        await page.locator('.foot .wide', { hasText: 'no-float: 지난 답변 300개 가운데 290개' }).waitFor();
        assert.equal(await page.getByRole('button', { name: '새 판으로 저장' }).getAttribute('aria-disabled'), 'true');
        await page.locator('.foot .wide input').check();
        await page.getByRole('button', { name: '새 판으로 저장' }).click();
        await until(async () => (await move('guidelines')).versions.length === before + 3);
    });
});
