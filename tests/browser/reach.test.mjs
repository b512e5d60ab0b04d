// Being told on this device: asking up to the browser's permission, the worker that shows a push, the coach of iOS. The push
// service itself is outside: what the browser would give is stood in for, and everything before and behind it is real.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { axe_source, browser, still, until, watched, world } from './lib.mjs';

const place = await world();
const { url, move } = place;
let chromium;
let cookies;
before(async () => { chromium = await browser(); });
after(async () => { await chromium?.close(); await place.close(); });
const kIphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';

async function open(more = {}, permissions = ['notifications']) {
    const context = await chromium.newContext({ viewport: { width: 390, height: 844 }, locale: 'ko-KR', timezoneId: 'Asia/Seoul', hasTouch: true, isMobile: true, ...more });
    if (permissions.length > 0) await context.grantPermissions(permissions, { origin: url });
    if (cookies) await context.addCookies(cookies);
    const { page, faults } = await watched(context);
    await page.route('**/api/v1/quick/next*', (route) => route.fulfill({ json: { first: false, conversation: null, why: [], waiting: 0, today: { answered: 2, within: 2 } } }));
    await page.addInitScript(() => {
        let held = null;
        // As the push service of a browser answers; headless Chromium denies what it cannot show, so the permission is told, too.
        const push = {
            getSubscription: async () => held,
            subscribe: async ({ applicationServerKey, userVisibleOnly }) => {
                globalThis.subscribed = { bytes: applicationServerKey.length, userVisibleOnly };
                held = { endpoint: 'https://push.example/1', options: { applicationServerKey: applicationServerKey.buffer }, getKey: (name) => new Uint8Array(name === 'auth' ? 16 : 65).buffer, unsubscribe: async () => { held = null; return true; } };
                return held;
            },
        };
        Object.defineProperty(ServiceWorkerRegistration.prototype, 'pushManager', { get: () => push });
    });
    if (!cookies) {
        await move('link', { token: 'reach', who: 'emp-kg' });
        await page.goto(`${url}/link/reach`);
        await page.locator('main .btn.primary').click();
        await page.waitForURL(/\/(welcome|inbox)/);
        cookies = await context.cookies();
    }
    return { context, page, faults };
}
const axe = async (page) => {
    await page.evaluate(await (await import('node:fs/promises')).readFile(axe_source, 'utf8'));
    const { violations } = await page.evaluate(() => globalThis.axe.run(document));
    assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' ')}`), []);
};

describe('being told on this device', { concurrency: false }, () => {
    it('is offered under an empty queue, and switched on with the server’s key', async () => {
        const { context, page, faults } = await open();
        await page.addInitScript(() => { Object.defineProperty(Notification, 'permission', { get: () => globalThis.allowed ?? 'default' }); Notification.requestPermission = async () => (globalThis.allowed = 'granted'); });
        await page.goto(`${url}/quick`);
        await page.getByRole('heading', { name: '질문이 오면 알려 드릴까요?' }).waitFor();
        await still(page);
        await axe(page);
        const told = page.waitForRequest((request) => request.url().endsWith('/me/devices'));
        await page.getByRole('button', { name: '알림 켜기' }).click();
        const { zone, lang, name, p256dh } = (await told).postDataJSON();
        assert.deepEqual([zone, lang, p256dh.length], ['Asia/Seoul', 'ko', 87]);
        assert.match(name, /Chrome/);
        await page.getByText('켰습니다. 질문이 오면 이 기기로 알려 드립니다.').waitFor();
        assert.deepEqual(await page.evaluate(() => globalThis.subscribed), { bytes: 65, userVisibleOnly: true });
        assert.deepEqual(await faults(), []);
        await context.close();
    });
    it('says how to allow what the browser blocks, and is put off for good by "not now"', async () => {
        const { context, page, faults } = await open();
        await page.addInitScript(() => { Object.defineProperty(Notification, 'permission', { get: () => 'default' }); Notification.requestPermission = async () => 'denied'; });
        await page.goto(`${url}/quick`);
        await page.getByRole('button', { name: '알림 켜기' }).click();
        await page.getByText('이 브라우저가 알림을 막고 있습니다.').waitFor();
        await page.reload();
        await page.getByRole('button', { name: '나중에' }).click();
        await page.reload();
        await page.getByRole('heading', { name: '지금 나를 기다리는 질문이 없습니다' }).waitFor();
        await still(page);
        assert.equal(await page.getByRole('button', { name: '알림 켜기' }).count(), 0);
        assert.deepEqual(await faults(), []);
        await context.close();
    });
    it('is coached on iOS, once, in both languages', async () => {
        for (const [locale, title, ok] of [['ko-KR', '알림을 받으려면 홈 화면에 추가하세요', '알겠습니다'], ['en-GB', 'Add this to your home screen to be told', 'Got it']]) {
            const { context, page, faults } = await open({ userAgent: kIphone, locale }, []);
            await page.goto(`${url}/quick`);
            await page.getByRole('heading', { name: title }).waitFor();
            await still(page);
            await axe(page);
            await page.getByRole('button', { name: ok }).click();
            await page.reload();
            await page.locator('main h2').waitFor();
            await still(page);
            assert.equal(await page.getByRole('heading', { name: title }).count(), 0);
            assert.deepEqual(await faults(), []);
            await context.close();
        }
    });
    it('shows what a push says, and something even when it cannot be read', async () => {
        const { context, page, faults } = await open();
        await page.goto(`${url}/quick`);
        await page.evaluate(() => navigator.serviceWorker.ready);
        const devtools = await context.newCDPSession(page);
        let registration;
        devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => { registration = registrations.at(-1)?.registrationId ?? registration; });
        await devtools.send('ServiceWorker.enable');
        await until(() => registration, 'the worker is registered');
        const push = (data) => devtools.send('ServiceWorker.deliverPushMessage', { origin: url, registrationId: registration, data });
        const shown = () => page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((one) => [one.title, one.body, one.tag]));
        await push(JSON.stringify({ title: '답을 기다리는 질문이 있습니다', body: '고르신 주제의 질문입니다.', lang: 'ko', tag: 'question', url: '/quick' }));
        await until(async () => (await shown()).length === 1, 'the notification');
        assert.deepEqual(await shown(), [['답을 기다리는 질문이 있습니다', '고르신 주제의 질문입니다.', 'question']]);
        await push(JSON.stringify({ title: 'A second one', tag: 'question' }));
        await until(async () => (await shown())[0]?.[0] === 'A second one', 'the newer one stands in its place');
        await push('no json');
        await until(async () => (await shown()).some(([title]) => title === 'Manyhands'), 'something all the same');
        assert.deepEqual(await faults(), []);
        await context.close();
    });
    it('is kept in one’s settings: quiet hours, devices, letters', async () => {
        const { context, page, faults } = await open({ viewport: { width: 1280, height: 900 }, isMobile: false, hasTouch: false });
        await page.goto(`${url}/settings/me`);
        const section = page.locator('section', { has: page.getByRole('heading', { name: '알림', exact: true }) });
        await section.getByText('Chrome, Android').waitFor();
        await section.getByLabel('조용한 시간의 시작').fill('22:30');
        await section.getByText('저장했습니다.').waitFor();
        await section.getByText('매일').click();
        await section.getByRole('button', { name: 'Chrome, Android의 알림 끄기' }).click();
        await section.getByText('그 기기에는 이제 알리지 않습니다.').waitFor();
        await page.reload();
        await section.getByLabel('조용한 시간의 시작').waitFor();
        assert.equal(await section.getByLabel('조용한 시간의 시작').inputValue(), '22:30');
        assert.equal(await section.getByRole('radio', { name: '매일' }).isChecked(), true);
        assert.equal(await section.getByText('Chrome, Android').count(), 0);
        await still(page);
        await axe(page);
        assert.deepEqual(await faults(), []);
        await context.close();
    });
});
