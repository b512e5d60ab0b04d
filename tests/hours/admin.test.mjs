// An admin's first hour: from an empty data folder to the first answer on a real network, by the checklist. Nothing is
// there at the beginning but the one-time link that `init` prints.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { browser, front, watched } from '../browser/lib.mjs';
import { cli, serve } from '../journey/server.mjs';
import { startAtNetwork, until } from '../servers/atnet-client.mjs';
import { hour, Person } from './hours.mjs';

const password = 'first-hour-app-password';
let network, brand, customer, data, link, server, place, chromium, page, me, faults;
before(async () => {
    network = await startAtNetwork();
    brand = await network.account({ handle: 'hanbit.test', password, displayName: '한빛전자' });
    customer = await network.account({ handle: 'minji.test', displayName: '민지' });
    data = mkdtempSync(join(tmpdir(), 'manyhands-first-hour-'));
    ({ link } = await cli('init', '--data', data, '--brand', '한빛전자', '--name', 'Kim Gordon', '--email', 'kim@hanbit.example'));
    server = await serve(data);
    place = await front(server.url);
    chromium = await browser();
    const context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ko-KR', timezoneId: 'Asia/Seoul', acceptDownloads: true });
    ({ page, faults } = await watched(context));
    me = new Person(page, 'an admin’s first hour, from an empty folder');
}, { timeout: 240_000 });
after(async () => {
    await chromium?.close();
    place?.close();
    await server?.stop();
    await network?.stop();
    if (data) rmSync(data, { recursive: true, force: true });
}, { timeout: 60_000 });

const button = (name) => page.getByRole('button', { name, exact: true });
const open_items = async () => (await me.know('/checklist')).items.filter((one) => !one.done).map((one) => one.key);
// Back on the checklist by its own link in the settings; what is done there says so.
async function checklist(open) {
    await page.locator('.settings nav a[href="/settings/start"]').click();
    await page.locator('main ol li').first().waitFor();
    assert.deepEqual(await open_items(), open);
    assert.equal(await page.locator('main ol li:not(.done)').count(), open.length);
}
async function step(what, work) {
    await work();
    me.done.push(what);
}
const go = (key) => page.locator(`main ol a[href="${key}"]`).first().click();
const part = hour(it);

describe('an admin’s first hour', { concurrency: false }, () => {
    part('begins with a one-time link, a password, and a list of what is missing', async () => {
        await step('the one-time link that init printed', () => page.goto(`${place.url}/link/${link.split('/').at(-1)}`));
        await me.sees('main .btn.primary');
        await me.look('the link');
        await page.locator('main .btn.primary').click();
        await me.sees('#new');
        await me.look('the password');
        await step('a password', async () => {
            await page.locator('#new').fill('한빛전자 첫 관리자');
            await page.locator('main .btn.primary').click();
        });
        // A company without an account is shown what it lacks, not an empty inbox.
        await me.sees(/\/settings\/start/);
        await me.sees('main ol li');
        await me.look('the checklist of an empty company');
        assert.deepEqual(await open_items(), ['account', 'departments', 'people', 'hours', 'promise']);
        await page.locator('nav a[href="/inbox/queue"]').first().click();
        await me.sees('.note');
        await me.look('an inbox that nothing can reach yet');
        await step('the empty inbox says what is missing and leads there', () => page.locator('.note a.btn').click());
        await me.sees(/\/settings\/(start|accounts)/);
    });

    part('connects the account, after a try with a wrong password', async () => {
        await checklist(['account', 'departments', 'people', 'hours', 'promise']);
        await go('/settings/accounts');
        await me.sees('.nets a');
        await me.look('no account yet');
        await page.locator('.nets a[href$="/bluesky"]').click();
        await me.sees('#c-service');
        await me.look('connecting');
        await page.locator('#c-service').fill(network.pds);
        await page.locator('#c-handle').fill('hanbit.test');
        await page.locator('#c-app_password').fill('wrong');
        await button('연결해 보기').click();
        await step('a wrong password is said where it is', () => me.sees('.test .say.late'));
        await me.look('a wrong password');
        await page.locator('#c-app_password').fill(password);
        await button('연결해 보기').click();
        await me.sees('.test .say.met');
        await me.look('it would work');
        await step('connected', () => button('연결').click());
        await me.sees(/\/settings\/accounts$/);
        await me.sees(page.locator('.accounts li', { hasText: 'hanbit.test' }));
        await me.look('an account');
        await checklist(['departments', 'people', 'hours', 'promise']);
    });

    part('makes departments, and people from a file of which some rows are wrong', async () => {
        await go('/settings/teams');
        for (const [ko, en] of [['고객지원', 'Support'], ['배송', 'Delivery']]) {
            await page.locator('.top .btn.primary').click();
            await me.sees('#d-ko');
            await page.locator('#d-ko').fill(ko);
            await page.locator('#d-en').fill(en);
            await page.locator('dialog[open] .btn.primary').click();
            await me.gone('dialog[open]');
            await me.sees(page.locator('main li', { hasText: ko }));
        }
        await step('two departments', () => me.look('departments'));
        await checklist(['people', 'hours', 'promise']);
        await go('/settings/people');
        await button('파일로 여러 명').or(page.locator('.top .btn').nth(1)).first().click();
        await me.sees('dialog[open] input[type=file]');
        await me.look('a file of people');
        const rows = Array.from({ length: 40 }, (_, i) => `직원${i + 1},worker${i + 1}@hanbit.example,employee,${i % 2 ? '배송' : '고객지원'}`);
        rows.splice(3, 0, '이름만,,employee,배송');
        rows.splice(9, 0, '역할이 이상한,odd@hanbit.example,wizard,배송');
        rows.splice(20, 0, '부서가 없는,none@hanbit.example,employee,달나라');
        rows.splice(30, 0, '또,worker1@hanbit.example,employee,배송');
        const file = join(data, 'people.csv');
        writeFileSync(file, `이름,이메일,역할,부서\n${rows.join('\n')}\n`);
        await page.locator('dialog[open] input[type=file]').setInputFiles(file);
        await me.sees('dialog[open] .rows tbody tr');
        await me.look('wrong rows are named');
        const wrong = await page.locator('dialog[open] .rows tbody tr').evaluateAll((list) => list.map((row) => Number(row.querySelector('th').textContent)));
        assert.deepEqual(wrong, [5, 11, 22, 32], 'each by its line in the file');
        assert.equal((await me.know('/employees?limit=1')).total, 1, 'nobody is made by a try');
        const download = page.waitForEvent('download');
        await page.locator('dialog[open] .btn.primary').click();
        await me.sees(page.locator('dialog[open] .btn.primary', { hasText: '받기' }).or(page.locator('dialog[open] .btn.primary svg')));
        await me.look('people are made');
        await page.locator('dialog[open] .btn.primary').click();
        assert.match((await download).suggestedFilename(), /result\.csv$/);
        await step('40 people of 44 rows, with the links to give', async () => assert.equal((await me.know('/employees?limit=1')).total, 41));
        await page.keyboard.press('Escape');
        await me.gone('dialog[open]');
        await me.look('people');
        await checklist(['hours', 'promise']);
    });

    part('says when somebody is there, and what is promised', async () => {
        await go('/settings/hours');
        await me.sees('.begin .btn.primary');
        await me.look('no hours yet');
        await page.locator('.begin .btn.primary').click();
        await me.sees('.week');
        await me.look('hours of the week');
        await page.locator('form .btn.primary.large').click();
        await step('business hours', () => until(async () => !(await open_items()).includes('hours'), { what: 'the hours' }));
        await checklist(['promise']);
        await go('/settings/all');
        await me.sees('#s-find');
        await page.locator('#s-find').fill('약속');
        const one = page.locator('.one', { hasText: 'promise.minutes' }).first();
        await one.locator('input').fill('30');
        await one.locator('button[type=submit]').click();
        await step('the promise', () => until(async () => (await open_items()).length === 0, { what: 'the promise' }));
        await me.look('a setting is changed');
        await checklist([]);
        await me.look('everything is done');
    });

    part('sets up what the answers are to keep to', async () => {
        await page.locator('main a[href="/settings/setup"]').click();
        await me.sees('main .all li');
        await me.look('setting up, not begun');
        await page.locator('main .btn.primary').click();
        await me.sees('#su-within');
        await page.locator('#su-within').fill('80');
        await page.locator('.foot .btn.primary').click();
        await me.sees('#su-promise-ko');
        await page.locator('fieldset', { has: page.locator('#su-promise-ko') }).locator('.btn').click();
        await me.look('the words of the promise');
        await page.locator('.foot .btn.primary').click();
        await me.sees('#su-lanes');
        await page.locator('#su-rules ~ .btn').click();
        await page.locator('main .words').fill('소송, 변호사');
        await page.locator('main .words').press('Tab');
        await me.look('departments, rules and lanes');
        await page.locator('.foot .btn.primary').click();
        await me.sees('.three');
        await page.locator('main .chips .btn').first().click();
        await me.sees('.chip input:checked');
        await page.locator('.foot .btn.primary').click();
        await me.sees('.try');
        await page.locator('.foot .btn.primary').click();
        await me.sees('.all li.done .left');
        await me.look('what setting up left behind');
        await step('set up in five steps', async () => {
            const kept = await me.know('/programme');
            assert.deepEqual(Object.values(kept.steps).map((one) => one.state), Array(5).fill('done'));
            assert.deepEqual(kept.rules.map((rule) => [rule.words.join(), rule.loop]).sort(), [['', true], ['소송,변호사', false]].sort());
            assert.equal((await me.know('/guidelines')).version, 1, 'the first set of guidelines');
            assert.deepEqual((await me.know('/approvals/lanes')).document.lanes.filter((lane) => lane.on).map((lane) => lane.risk), ['exception'], 'nothing is switched on unasked but what ships on');
            const { goals, word } = await me.know('/me');
            assert.equal(goals.within_promise, 80);
            assert.match(word.promise.ko, /30분 안에/);
        });
    });

    part('sees the first post arrive, and answers it', async () => {
        await page.locator('nav a[href="/inbox/queue"]').first().click();
        await me.sees('.note');
        await me.look('nothing has come yet');
        const question = await customer.post('@hanbit.test 세탁기가 멈췄어요 ㅠㅠ', { mention: brand, langs: ['ko'] });
        await step('the first post is there by itself', () => me.sees(page.locator('a.case', { hasText: '세탁기가 멈췄어요' }), 30_000));
        await me.sees('.posts .post');
        await me.look('the first conversation');
        await page.keyboard.press('c');
        await page.waitForFunction(() => document.activeElement?.id === 't');
        await page.keyboard.insertText('불편을 드려 죄송합니다. 문을 닫고 전원을 10초 눌러 주세요.');
        await page.keyboard.press('Control+Enter');
        await me.sees('.out.queued');
        await me.sees('.post.brand', 30_000);
        const replies = async () => ((await customer.query('app.bsky.feed.getPostThread', { uri: question.uri })).body.thread?.replies ?? []).map((reply) => reply.post.record.text);
        const found = await until(async () => { const all = await replies(); return all.length > 0 && all; }, { what: 'the answer on the network' });
        await step('the first answer stands on the network', () => assert.deepEqual(found, ['불편을 드려 죄송합니다. 문을 닫고 전원을 10초 눌러 주세요. ^KG']));
        await me.look('the first answer');
    });

    part('broke no rule', async () => {
        me.clean();
        assert.deepEqual(await faults(), []);
        me.say({ 'steps': me.done.length });
    });
});
