// First minutes: somebody new goes on a phone from the invitation link to the first practice answer and the first real
// question, in Korean and in English, against the real program. Prints steps, bytes and seconds.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { axe_source, browser, keep_cookies, kept_cookies, sign_in, still, until, watched, world } from './lib.mjs';

const kScriptKb = 60;
const kSeconds = 120;
const place = await world();
const { url, link, real } = place;
const axe = readFileSync(axe_source, 'utf8');
let chromium;
let admin;      // an admin's page
before(async () => {
    chromium = await browser();
    if (!real) return;
    const context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ko-KR' });
    if (kept_cookies()) await context.addCookies(kept_cookies());
    ({ page: admin } = await watched(context));
    if (kept_cookies()) await admin.goto(`${url}/inbox/queue`);
    else { await sign_in(admin, link); await keep_cookies(context); }
    await admin.locator('.cases, .empty').first().waitFor();
});
after(async () => { await chromium?.close(); await place.close(); });

const api = (page, method, path, body) => page.evaluate(async ([m, p, b]) => {
    const me = await (await fetch('/api/v1/session')).json().catch(() => null) ?? await (await fetch('/api/v1/me')).json();
    const csrf = me.csrf_token ?? (await (await fetch('/api/v1/me')).json()).csrf_token;
    const response = await fetch(`/api/v1${p}`, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, ...(b === undefined ? {} : { body: JSON.stringify(b) }) });
    return { status: response.status, body: response.status === 204 ? null : await response.json() };
}, [method, path, body]);

const kLooks = [
    { lang: 'ko', locale: 'ko-KR', scheme: 'light', name: '하람', got: '알겠습니다', go: '어떻게 보이는지 보기', next: '다음', edit: '고쳐 쓰기', on: '이대로 두기', end: '질문 보러 가기', text: '기다리게 해 드려 죄송합니다. 지금 배송 상태를 확인하고 오늘 안에 다시 알려 드리겠습니다.' },
    { lang: 'en', locale: 'en-US', scheme: 'dark', name: 'Noa Winter', got: 'Got it', go: 'See how it reads', next: 'Next', edit: 'Improve it', on: 'Leave it like this', end: 'Show me a question', text: 'I am sorry you have been waiting. I am checking with the carrier now and will tell you today.' },
];

describe('the first minutes', { concurrency: false, skip: !real && 'only against the real program' }, () => {
    for (const look of kLooks) it(`take a new employee from the invitation to the first practice answer (${look.lang}, ${look.scheme})`, { timeout: 240_000 }, async () => {
        const departments = await api(admin, 'GET', '/departments');
        const email = `first-${look.lang}-${Date.now()}@onmaru.example`;
        const invited = await api(admin, 'POST', '/employees', { name: look.name, email, role: 'employee', department_id: departments.body.items[0].id });
        assert.equal(invited.status, 201, JSON.stringify(invited.body));
        const context = await chromium.newContext({ viewport: { width: 390, height: 844 }, locale: look.locale, timezoneId: 'Asia/Seoul', hasTouch: true, isMobile: true, colorScheme: look.scheme });
        const { page, faults } = await watched(context);
        const cdp = await context.newCDPSession(page);
        await cdp.send('Network.enable');
        const kinds = new Map();
        let bytes = 0;
        let script = 0;
        // Of a script its packed body counts, as the limit says; of everything together also the headers.
        cdp.on('Network.responseReceived', ({ requestId, response }) => { if (new URL(response.url).pathname.endsWith('.js')) kinds.set(requestId, response.encodedDataLength); });
        cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { bytes += encodedDataLength; if (kinds.has(requestId)) script += Math.max(0, encodedDataLength - kinds.get(requestId)); });
        let taps = 0;
        const tap = async (what) => { await what.tap(); taps += 1; };
        const button = (name) => page.getByRole('button', { name, exact: true });
        const begun = Date.now();

        await page.goto(invited.body.link.replace(/^https?:\/\/[^/]+/, url));
        await tap(page.locator('main .btn.primary'));
        await page.waitForURL('**/welcome');
        await page.locator('input[type=password]').first().fill('긴 문장도 좋아요');
        await tap(page.locator('main .btn.primary'));
        await page.waitForURL(/\/(quick|inbox)/);
        // From here on the quick answer's page alone is counted: nothing of the page before is on its way any more, and
        // nothing comes from what its service worker has kept meanwhile.
        await page.goto('about:blank');
        await cdp.send('Network.setBypassServiceWorker', { bypass: true });
        const desk_bytes = bytes;
        bytes = script = 0;
        // As a phone that has never been here: nothing of it is there already.
        await cdp.send('Network.clearBrowserCache');
        await page.goto(`${url}/quick`);
        await page.locator('main.first h2').waitFor();
        const looked = async (what) => {
            await still(page);
            await page.evaluate(axe);
            const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
            assert.deepEqual(violations.map((one) => `${what}: ${one.id} ${one.nodes[0].target}`), []);
            if (process.env.MH_SHOTS) await page.screenshot({ path: `${process.env.MH_SHOTS}/first-${what}-${look.lang}-${look.scheme}.png` });
        };
        await looked('card');
        for (let card = 0; card < 3; card++) {
            const before = await page.locator('h2').innerText();
            await tap(button(look.got));
            await page.waitForFunction((was) => document.querySelector('h2')?.innerText !== was, before);
        }
        // A wrong one says why and is asked again; what was done stands on the server.
        await page.locator('.options').waitFor();
        let wrong = 0;
        for (let done = 0; done < 3; done++) {
            const ask = await page.locator('#first-ask').innerText();
            for (let option = 0; option < 3; option++) {
                await tap(page.locator('.option').nth(option));
                await page.waitForFunction(([was, n]) => document.querySelector('#first-ask')?.innerText !== was || document.querySelectorAll('.tried').length > n, [ask, option]);
                if (await page.locator('#first-ask').count() === 0 || await page.locator('#first-ask').innerText() !== ask) break;
                wrong += 1;
                await page.locator('.why').waitFor();
                if (wrong === 1) await looked('wrong');
            }
            if (done === 0) {
                const counted = page.locator('.where [aria-hidden]');
                const at = await counted.innerText();
                assert.match(at, /^5\/\d+$/, 'three cards and a question are done');
                await page.reload();
                await page.locator('.options').waitFor();
                assert.equal(await counted.innerText(), at, 'the steps are counted on');
                assert.notEqual(await page.locator('#first-ask').innerText(), ask, 'it goes on where it was');
            }
        }
        // Nothing of this may leave: not certified yet, and said so.
        const waiting = (await api(page, 'GET', '/conversations?view=queue&limit=45')).body.items.find((row) => row.state === 'waiting' && !row.claim);
        if (waiting) {
            const early = await page.evaluate(async ([id, version]) => {
                const me = await (await fetch('/api/v1/me')).json();
                const response = await fetch(`/api/v1/conversations/${id}/answers`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': me.csrf_token, 'If-Match': `"${version}"`, 'Idempotency-Key': `early-${id}` }, body: JSON.stringify({ text: 'Too early' }) });
                return { status: response.status, problem: await response.json() };
            }, [waiting.id, waiting.public_version]);
            assert.equal(early.status, 403, JSON.stringify(early.problem));
        }
        await page.locator('#p').fill(look.text);
        await looked('practice');
        // Without a connection nothing is lost.
        await context.setOffline(true);
        await tap(button(look.go));
        await page.locator('.say.late[role=alert]').waitFor();
        assert.equal(await page.locator('#p').inputValue(), look.text);
        await context.setOffline(false);
        await tap(button(look.go));
        await page.locator('.published').waitFor();
        const seconds = (Date.now() - begun) / 1000;
        const practised = taps;
        assert.match(await page.locator('.published').innerText(), / \^\S+$/, 'signed with the initials');
        await looked('said');
        await tap(await button(look.next).count() ? button(look.next) : button(look.on));
        if (await page.locator('.topics').count()) await tap(page.locator('.foot .primary'));
        await page.locator('.ready').waitFor();
        await looked('ready');
        await tap(button(look.end));
        await page.locator('.card .q, .alone').first().waitFor();
        const { body } = await api(page, 'GET', '/first-minutes');
        assert.deepEqual([body.to_do, body.certified], [false, true]);
        // A lead sees it.
        await until(async () => (await api(admin, 'GET', '/training/people')).body.items.some((one) => one.person.name === look.name && one.level === 'first'), 'the list of leads');
        console.log(`first minutes, ${look.lang}: ${practised} taps from the invitation to the practice answer (${wrong} wrong ones among them), ${taps} to the first real question; ${seconds.toFixed(1)} s of machine; ${(bytes / 1024).toFixed(1)} KB over the wire on the phone's page, ${(script / 1000).toFixed(1)} KB of it script; ${(desk_bytes / 1024).toFixed(1)} KB before it (invitation and password)`);
        assert.ok(script > 10_000, 'the script was counted');
        assert.ok(script <= kScriptKb * 1000, `${(script / 1000).toFixed(1)} KB of script`);
        assert.ok(seconds <= kSeconds, `${seconds} s`);
        assert.deepEqual(await faults(), []);
        await context.close();
    });
});
