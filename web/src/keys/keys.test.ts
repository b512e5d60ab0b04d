// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const settings = { single_key_shortcuts: true };
vi.mock('../app/session.svelte', () => ({ me: () => ({ settings }) }));
const keys = await import('./keys.svelte');
keys.start_keys();

let offs: (() => void)[] = [];
const offer = (actions: Parameters<typeof keys.provide>[0]) => { const off = keys.provide(actions); offs.push(off); return off; };
function press(code: string, key: string, more: KeyboardEventInit & { on?: Element } = {}): boolean {
    const { on = document.body, ...init } = more;
    return !on.dispatchEvent(new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true, ...init }));
}
beforeEach(() => { settings.single_key_shortcuts = true; document.body.innerHTML = '<textarea></textarea><a href="#x">x</a><input type="radio">'; });
afterEach(() => { for (const off of offs) off(); offs = []; keys.hold(false); });

describe('keys', () => {
    it('runs what the screen offers, and lets the browser have the rest', () => {
        const next = vi.fn();
        offer({ next });
        expect(press('KeyJ', 'ㅓ')).toBe(true);
        expect(press('KeyK', 'ㅏ')).toBe(false);
        expect(next).toHaveBeenCalledTimes(1);
    });
    it('lets the newest offer win and falls back when it is withdrawn', () => {
        const [first, second] = [vi.fn(), vi.fn()];
        offer({ undo: first });
        const off = offer({ undo: second });
        press('KeyZ', 'z');
        off();
        press('KeyZ', 'z');
        expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
        expect([keys.can('undo'), keys.can('claim')]).toEqual([true, false]);
    });
    it('leaves typing alone, but not commands with Ctrl', () => {
        const [claim, palette] = [vi.fn(), vi.fn()];
        offer({ claim, palette });
        const field = document.querySelector('textarea')!;
        press('KeyC', 'c', { on: field });
        press('KeyK', 'k', { on: field, ctrlKey: true });
        expect([claim.mock.calls.length, palette.mock.calls.length]).toEqual([0, 1]);
        press('KeyC', 'c', { on: document.querySelector('input')! });
        expect(claim).toHaveBeenCalledTimes(1);
    });
    it('leaves Enter on a link to the link', () => {
        const open = vi.fn();
        offer({ open });
        press('Enter', 'Enter', { on: document.querySelector('a')! });
        expect(open).not.toHaveBeenCalled();
        press('Enter', 'Enter');
        expect(open).toHaveBeenCalledTimes(1);
    });
    it('does nothing to a conversation while another one is being fetched', () => {
        const [claim, send, next] = [vi.fn(), vi.fn(), vi.fn()];
        offer({ claim, send, next });
        keys.hold(true);
        press('KeyC', 'c');
        press('Enter', 'Enter', { ctrlKey: true });
        press('KeyJ', 'j');
        expect([claim.mock.calls.length, send.mock.calls.length, next.mock.calls.length]).toEqual([0, 0, 1]);
        keys.hold(false);
        press('KeyC', 'c');
        expect(claim).toHaveBeenCalledTimes(1);
    });
    it('lets an undo that is not about the conversation work meanwhile', () => {
        const [undo, anywhere] = [vi.fn(), vi.fn()];
        offer({ undo });
        keys.hold(true);
        press('KeyZ', 'z');
        expect(undo).not.toHaveBeenCalled();
        offs.push(keys.provide({ undo: anywhere }, true));
        press('KeyZ', 'z');
        expect(anywhere).toHaveBeenCalledTimes(1);
    });
    it('hears nothing while a dialog is being fetched', async () => {
        const next = vi.fn();
        offer({ next });
        let arrive: () => void = () => {};
        keys.pause(new Promise<void>((done) => { arrive = done; }));
        press('KeyJ', 'j');
        expect(next).not.toHaveBeenCalled();
        arrive();
        await Promise.resolve();
        await Promise.resolve();
        press('KeyJ', 'j');
        expect(next).toHaveBeenCalledTimes(1);
    });
    it('shows a key only while it works', () => {
        expect([keys.hint('claim'), keys.hint('send')]).toEqual(['C', 'Ctrl ↵']);
        settings.single_key_shortcuts = false;
        expect([keys.hint('claim'), keys.hint('send')]).toEqual(['', 'Ctrl ↵']);
    });
    it('rests while a dialog is open', () => {
        const next = vi.fn();
        offer({ next });
        document.body.insertAdjacentHTML('beforeend', '<dialog open></dialog>');
        press('KeyJ', 'j');
        expect(next).not.toHaveBeenCalled();
    });
});
