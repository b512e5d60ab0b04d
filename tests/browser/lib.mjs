// What every browser test needs: Debian's Chromium, the application (the real one when MANYHANDS_URL names it, else the
// stand-in), a sign-in, and a page that fails the test on any Content-Security-Policy report or uncaught error.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const web = createRequire(new URL('../../web/package.json', import.meta.url));
export const { chromium } = await import(pathToFileURL(web.resolve('playwright-core')).href).then((module) => module.default ?? module);
export const axe_source = web.resolve('axe-core/axe.min.js');

export const kFlags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const browser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: kFlags });

// The application under test. `move` changes the stand-in's world (another person claims, a customer writes); against
// the real server those tests are skipped, or reach the same by a second person's browser.
export async function world() {
    if (process.env.MANYHANDS_URL) {
        return { url: process.env.MANYHANDS_URL.replace(/\/$/, ''), link: process.env.MANYHANDS_LINK, real: true, close: async () => {}, move: async () => { throw new Error('only with the stand-in'); } };
    }
    const { start } = await import('../../web/tests/fake-server.mjs');
    const server = await start({});
    const move = async (what, query = {}) => (await fetch(`${server.url}/test/${what}?${new URLSearchParams(query)}`)).json();
    return { url: server.url, link: `${server.url}/link/practice`, real: false, close: async () => server.close(), move };
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
