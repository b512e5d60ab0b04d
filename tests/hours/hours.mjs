// What the scripted hours share: a company of their own, a person at a keyboard or with a thumb, and the rule that
// everything is waited for where it is shown.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axe_source, front, in_a_row } from '../browser/lib.mjs';
import { program } from '../journey/server.mjs';

const axe = readFileSync(axe_source, 'utf8');
const kSlow = 20_000;

// A practice company of its own: {url, link, stop}.
export async function practice() {
    const data = mkdtempSync(join(tmpdir(), 'manyhands-hour-'));
    const child = spawn(program(), ['practice', '--data', join(data, 'practice'), '--listen', '127.0.0.1:0', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    child.stderr.on('data', (chunk) => { log = (log + chunk).slice(-20_000); });
    const exited = new Promise((done) => child.once('exit', done));
    const ready = await new Promise((done, failed) => {
        let text = '';
        child.stdout.on('data', (chunk) => {
            text += chunk;
            const line = text.split('\n').find((one) => one.startsWith('{') && one.endsWith('}'));
            if (line) done(JSON.parse(line));
        });
        exited.then((code) => failed(new Error(`the practice company ended with ${code}\n${log}`)));
    });
    const before = await front(ready.address);
    const stop = async () => {
        before.close();
        child.kill('SIGTERM');
        await exited;
        rmSync(data, { recursive: true, force: true });
    };
    return { url: before.url, link: ready.link.replace(/^https?:\/\/[^/]+/, before.url), stop };
}

export async function until(what, why, ms = kSlow) {
    const end = Date.now() + ms;
    for (;;) {
        const found = await what();
        if (found) return found;
        if (Date.now() > end) assert.fail(`not within ${ms / 1000} s: ${why ?? what}`);
        await new Promise((done) => setTimeout(done, 40));
    }
}

// One person in one browser page. Counts what they do; prints it at the end.
export class Person {
    done = [];
    looked = 0;
    findings = [];      // of axe; all of them are told, at the end
    constructor(page, name) {
        this.page = page;
        this.name = name;
    }
    // Reads what the server knows, with the person's own session. Never changes anything.
    async know(path) {
        return this.page.evaluate(async (at) => (await fetch(`/api/v1${at}`)).json(), path);
    }
    detail = (id) => this.know(`/conversations/${id}`);
    open_id = () => /\/inbox\/[^/]+\/(\w+)/.exec(this.page.url())?.[1] ?? null;
    async sees(what, ms = kSlow) {
        if (typeof what === 'string') await this.page.locator(what).first().waitFor({ timeout: ms });
        else if (typeof what === 'function') await until(what, undefined, ms);
        else if (what instanceof RegExp) await this.page.waitForURL(what, { timeout: ms });
        else await what.first().waitFor({ timeout: ms });
    }
    gone = (selector) => this.page.locator(selector).first().waitFor({ state: 'detached', timeout: kSlow });
    // A new state of the screen: no finding of axe (WCAG 2.2 A and AA).
    async look(state) {
        await this.page.evaluate(axe).catch(() => {});
        const found = await this.page.evaluate(async () => {
            // What is still fading in or out is not the state.
            await Promise.all(document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity).map((one) => one.finished.catch(() => {})));
            const { violations } = await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] });
            return violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`).slice(0, 3).join('; ')}`);
        });
        this.findings.push(...found.map((one) => `${state}: ${one}`));
        this.looked += 1;
    }
    clean() { assert.deepEqual(this.findings, [], 'findings of axe'); }
    say(figures) {
        console.log(`\n# ${this.name}`);
        for (const line of this.done) console.log(`#   ${line}`);
        for (const [what, n] of Object.entries(figures)) console.log(`# ${what} | ${n}`);
        console.log(`# states with no finding of axe | ${this.looked}`);
    }
}

// At a keyboard: whatever is done is done by keys, and the focus is somewhere after each.
export class Typist extends Person {
    keys = 0;
    used = new Set();       // 'action keys' of the sheet
    async start() {
        await this.page.addInitScript(() => {
            globalThis.hand = [];
            for (const kind of ['pointerdown', 'mousedown', 'touchstart', 'wheel']) addEventListener(kind, (event) => { if (event.isTrusted) globalThis.hand.push(kind); }, true);
        });
    }
    async focused() {
        return this.page.evaluate(() => { const at = document.activeElement; return at === null || at === document.body ? null : `${at.tagName.toLowerCase()}${at.id ? `#${at.id}` : ''}.${at.className}`; });
    }
    // `what`: for the record. `keys`: one or several, as Playwright names them. `shown`: what must be seen then.
    async press(what, keys, shown) {
        const list = [keys].flat();
        if (list[0] === 'g') await in_a_row(this.page, ...list);
        else for (const key of list) await this.page.keyboard.press(key);
        this.keys += list.length;
        await this.after(what, shown);
    }
    async type(what, text, shown) {
        await this.page.keyboard.type(text);
        this.keys += [...text].length;
        await this.after(what, shown);
    }
    async after(what, shown) {
        try {
            for (const one of [shown ?? []].flat()) await this.sees(one);
        } catch (error) {
            const state = { at: this.page.url(), focus: await this.focused() };
            if (process.env.MH_SHOTS) await this.page.screenshot({ path: `${process.env.MH_SHOTS}/hour-failed.png` });
            throw new Error(`${what}: not seen: ${shown}\n${JSON.stringify(state)}\n${error.message}`);
        }
        const end = Date.now() + 3000;
        while ((await this.focused()) === null) {
            if (Date.now() > end) {
                if (process.env.MH_SHOTS) await this.page.screenshot({ path: `${process.env.MH_SHOTS}/hour-failed.png` });
                assert.fail(`${what}: the focus is lost (on the body) at ${this.page.url()}`);
            }
            await new Promise((done) => setTimeout(done, 30));
        }
        this.done.push(what);
    }
    // Walks with Tab until the focus is on what matches; a person would not go further than `most`.
    async tab_to(what, selector, { back = false, most = 40 } = {}) {
        for (let i = 0; i < most; i++) {
            if (await this.page.evaluate((one) => document.activeElement?.matches(one) ?? false, selector)) return this.after(what);
            await this.page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
            this.keys += 1;
        }
        assert.fail(`${what}: ${selector} is not reached in ${most} steps of Tab; now at ${await this.focused()}`);
    }
    // A key of the sheet.
    async key(action, keys, shown, as = keys) {
        this.used.add(`${action} ${as}`);
        const press = keys.split(' ').map((one) => one.replace('Mod+', 'Control+').replace(/^([A-Z])$/, (letter) => letter.toLowerCase()).replace(/^\?$/, 'Shift+Slash'));
        await this.press(`${as}: ${action}`, press, shown);
    }
    async no_hand() {
        assert.deepEqual(await this.page.evaluate(() => globalThis.hand), [], 'a hand was needed');
    }
}

// The parts of an hour follow from each other: after one that failed the others say nothing of their own.
export function hour(it, ms = 240_000) {
    let broken = '';
    return (name, work) => it(name, { timeout: ms }, async (context) => {
        if (broken) return context.skip(`after: ${broken}`);
        broken = name;
        await work();
        broken = '';
    });
}
