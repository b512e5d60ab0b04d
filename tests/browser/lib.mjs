// What every browser test needs: Debian's Chromium, the application (the real one when MANYHANDS_URL names it, else the
// stand-in), a sign-in, and a page that fails the test on any Content-Security-Policy report or uncaught error.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { slow, slow_browser, slow_front } from './slow.mjs';

const web = createRequire(new URL('../../web/package.json', import.meta.url));
export const { chromium } = await import(pathToFileURL(web.resolve('playwright-core')).href).then((module) => module.default ?? module);
export const axe_source = web.resolve('axe-core/axe.min.js');

export const kFlags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export async function browser() {
    const made = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: kFlags });
    return slow ? slow_browser(made) : made;
}
// What browsers are led to: the application itself, or late (slow.mjs).
export const front = async (url) => (slow ? slow_front(url) : { url, close: () => {} });

// The application under test. `move` changes the stand-in's world (another person claims, a customer writes); against
// the real server those tests are skipped, or reach the same by a second person's browser.
export async function world() {
    if (process.env.MANYHANDS_URL) {
        const before = await front(process.env.MANYHANDS_URL.replace(/\/$/, ''));
        return { url: before.url, link: process.env.MANYHANDS_LINK?.replace(/^https?:\/\/[^/]+/, before.url), real: true, close: async () => before.close(), move: async () => { throw new Error('only with the stand-in'); } };
    }
    const { start } = await import('../../web/tests/fake-server.mjs');
    const server = await start({});
    const before = await front(server.url);
    const move = async (what, query = {}) => (await fetch(`${server.url}/test/${what}?${new URLSearchParams(query)}`)).json();
    return { url: before.url, link: `${before.url}/link/practice`, real: false, close: async () => { before.close(); server.close(); }, move };
}

// Waits until it is so. Twenty seconds are for a machine of two cores on which everything is built at the same time:
// nothing is so late there that still comes.
export async function until(what, why = what, ms = 20_000) {
    const end = Date.now() + ms;
    for (;;) {
        const found = await what();
        if (found) return found;
        if (Date.now() > end) assert.fail(`not within ${ms / 1000} s: ${why}`);
        await new Promise((done) => setTimeout(done, 40));
    }
}

// A one-time link signs in once; test files that follow each other share its session through MANYHANDS_SESSION.
export const kept_cookies = () => (process.env.MANYHANDS_SESSION && existsSync(process.env.MANYHANDS_SESSION) ? JSON.parse(readFileSync(process.env.MANYHANDS_SESSION, 'utf8')) : undefined);
export async function keep_cookies(context) {
    const cookies = await context.cookies();
    if (process.env.MANYHANDS_SESSION) writeFileSync(process.env.MANYHANDS_SESSION, JSON.stringify(cookies), { mode: 0o600 });
    return cookies;
}

export async function sign_in(page, link) {
    await page.goto(link);
    await page.locator('main .btn.primary').click();
    await page.waitForURL(/\/(inbox|welcome)/);
    if (page.url().includes('/welcome')) await page.goto(new URL('/inbox/queue', page.url()).href);
    await page.locator('.cases').waitFor();
}

// Nothing is on its way any more: no placeholder, nothing busy, and what moves has come to rest.
export async function still(page) {
    await page.waitForFunction(() => !document.querySelector('.bone, .bones, [aria-busy=true]'));
    await drawn(page);
    await page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity).map((one) => one.finished.catch(() => {}))));
}
// Whatever the last key set going in the page itself has been drawn: after it one may say what did not come.
export const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));

// Keys that belong together (G, then I): one after the other without waiting for an answer in between, as hands do it.
export const in_a_row = (page, ...keys) => Promise.all(keys.map((key) => page.keyboard.press(key)));

// A page whose faults are gathered; faults() must be empty at the end of each test.
export async function watched(context) {
    const page = await context.newPage();
    const found = [];
    await page.addInitScript(() => {
        globalThis.csp_reports = [];
        addEventListener('securitypolicyviolation', (event) => globalThis.csp_reports.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
    });
    page.on('pageerror', (error) => found.push(String(error)));
    page.on('console', (message) => { if (message.type() === 'error' && /Content.Security.Policy/i.test(message.text())) found.push(message.text()); });
    const faults = async () => [...found, ...(await page.evaluate(() => globalThis.csp_reports ?? []))];
    return { page, faults };
}
