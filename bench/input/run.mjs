// Keys are pressed (down the list, and letters in the answer) while changes stream in; for each the time from the key to
// the next frame that shows it, as the browser's own Event Timing says, and as the page itself measures it.
import { browser, sign_in, watched, world } from '../../tests/browser/lib.mjs';
import { figure, progress, short } from '../figures.mjs';

const kRate = 500;
const kSeconds = short ? 5 : 30;
const place = await world();
const chromium = await browser();
const context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ko-KR', timezoneId: 'Asia/Seoul' });
const { page } = await watched(context);
await page.addInitScript(() => {
    globalThis.timed = [];          // of keydown: {own} from the page, {event} from Event Timing
    globalThis.long = [];
    new PerformanceObserver((list) => { for (const one of list.getEntries()) if (one.name === 'keydown') globalThis.timed.push({ event: one.duration, wait: one.processingStart - one.startTime }); }).observe({ type: 'event', durationThreshold: 16, buffered: true });
    new PerformanceObserver((list) => { for (const one of list.getEntries()) globalThis.long.push(one.duration); }).observe({ type: 'longtask', buffered: true });
    addEventListener('keydown', (event) => {
        const began = event.timeStamp;
        // After the frame that follows: a message that is posted in its animation frame comes behind its paint.
        requestAnimationFrame(() => { const after = new MessageChannel(); after.port1.onmessage = () => globalThis.timed.push({ own: performance.now() - began }); after.port2.postMessage(0); });
    }, true);
});
await sign_in(page, place.link);
await page.locator('.posts .post').first().waitFor();

async function measure(what, act) {
    await page.evaluate(() => { globalThis.timed.length = 0; globalThis.long.length = 0; });
    const end = Date.now() + kSeconds * 1000;
    let keys = 0;
    while (Date.now() < end) {
        await act(keys++);
        await page.waitForTimeout(60);
    }
    const { timed, long } = await page.evaluate(() => ({ timed: globalThis.timed, long: globalThis.long }));
    const own = timed.filter((one) => one.own !== undefined).map((one) => one.own).sort((a, b) => a - b);
    const at = (q) => own[Math.min(own.length - 1, Math.ceil(q * own.length) - 1)];
    const slowest = Math.max(0, ...timed.filter((one) => one.event !== undefined).map((one) => one.event));
    progress(`${what}: ${keys} keys, ${own.length} measured, longest task ${Math.max(0, ...long).toFixed(0)} ms`);
    return { p50: at(0.5), p95: at(0.95), most: own.at(-1), slowest };
}
const typed = async (n) => page.keyboard.press(n % 8 === 7 ? 'Space' : 'abcdefg'.charAt(n % 8));
const walked = async (n) => page.keyboard.press(Math.floor(n / 12) % 2 ? 'k' : 'j');

const before_walk = await measure('at rest, along the list', walked);
await place.move('flood', { rate: kRate, seconds: kSeconds + 2 });
const walk = await measure(`${kRate} events/s, along the list`, walked);
await page.waitForTimeout(2500);
await page.keyboard.press('r');
await page.waitForFunction(() => document.activeElement?.id === 't');
await place.move('flood', { rate: kRate, seconds: kSeconds + 2 });
const type = await measure(`${kRate} events/s, writing`, typed);
const fresh = await page.locator('.newpill').innerText().catch(() => '');
progress(`waiting behind the pill: ${fresh.trim()}`);

const rest = (found) => `at rest ${before_walk.p95.toFixed(0)}; p50 ${found.p50.toFixed(0)}, most ${found.most.toFixed(0)}, Event Timing's most ${found.slowest.toFixed(0)}`;
figure(`input delay at ${kRate} events/s along the list, p95, ms`, walk.p95, { reference: rest(walk), goal: { most: 100 } });
figure(`input delay at ${kRate} events/s while writing, p95, ms`, type.p95, { reference: rest(type), goal: { most: 100 } });
await context.close();
await chromium.close();
await place.close();
