import { describe, expect, it } from 'vitest';
import { kShortcuts, matches, resolve, shown, type Press } from './registry';

const press = (more: Partial<Press>): Press => ({ code: '', key: '', ctrl: false, meta: false, shift: false, alt: false, composing: false, in_field: false, at: 0, ...more });
const options = { mac: false, single_keys: true };
const action = (more: Partial<Press>, how = options) => resolve(press(more), null, how).action;

describe('shortcuts', () => {
    it('works with the Korean input method on: the physical key counts', () => {
        expect(action({ code: 'KeyJ', key: 'ㅓ' })).toBe('next');
        expect(action({ code: 'KeyK', key: 'ㅏ' })).toBe('previous');
        expect(action({ code: 'KeyC', key: 'ㅊ' })).toBe('claim');
        expect(action({ code: 'KeyZ', key: 'Process' })).toBe('undo');
    });
    it('follows the letter on a layout where it sits on another key', () => {
        // Dvorak: the letter j is on the physical C key, the letter c on the physical I key.
        expect(action({ code: 'KeyC', key: 'j' })).toBe('next');
        expect(action({ code: 'KeyI', key: 'c' })).toBe('claim');
        expect(action({ code: 'KeyJ', key: 'h' })).toBe('hand_off');
    });
    it('ignores single keys while writing, composing, with modifiers, or when switched off', () => {
        expect(action({ code: 'KeyC', key: 'c', in_field: true })).toBeNull();
        expect(action({ code: 'KeyC', key: 'c', composing: true })).toBeNull();
        expect(action({ code: 'KeyC', key: 'c', ctrl: true })).toBeNull();
        expect(action({ code: 'KeyC', key: 'c', alt: true })).toBeNull();
        expect(action({ code: 'KeyC', key: 'C', shift: true })).toBeNull();
        expect(action({ code: 'KeyC', key: 'c' }, { mac: false, single_keys: false })).toBeNull();
    });
    it('knows Shift with a letter, on a Korean keyboard too, and switches it off with the others', () => {
        expect(action({ code: 'KeyX', key: 'X', shift: true })).toBe('select_range');
        expect(action({ code: 'KeyX', key: 'ㅌ', shift: true })).toBe('select_range');
        expect(action({ code: 'KeyX', key: 'ㅌ' })).toBe('select');
        expect(action({ code: 'KeyX', key: 'X', shift: true }, { mac: false, single_keys: false })).toBeNull();
        expect(action({ code: 'Slash', key: '/' })).toBe('search');
        expect(action({ code: 'Slash', key: '/' }, { mac: false, single_keys: false })).toBeNull();
    });
    it('keeps commands with Ctrl or Cmd while writing and when single keys are off', () => {
        expect(action({ code: 'KeyK', key: 'k', ctrl: true, in_field: true })).toBe('palette');
        expect(action({ code: 'KeyK', key: 'ㅏ', ctrl: true, in_field: true }, { mac: false, single_keys: false })).toBe('palette');
        expect(action({ code: 'KeyK', key: 'k', meta: true }, { mac: true, single_keys: true })).toBe('palette');
        expect(action({ code: 'KeyK', key: 'k', ctrl: true }, { mac: true, single_keys: true })).toBeNull();
        expect(action({ code: 'Enter', key: 'Enter', ctrl: true, in_field: true })).toBe('send');
    });
    it('reads two keys in turn within two seconds, by physical keys too', () => {
        const first = resolve(press({ code: 'KeyG', key: 'ㅎ', at: 100 }), null, options);
        expect(first).toEqual({ action: null, pending: { step: 'G', at: 100 } });
        expect(resolve(press({ code: 'KeyI', key: 'ㅑ', at: 900 }), first.pending, options).action).toBe('go_inbox');
        expect(resolve(press({ code: 'KeyI', key: 'ㅑ', at: 2200 }), first.pending, options).action).toBe('side');
    });
    it('shows the sheet on ? whatever the layout calls it', () => {
        expect(action({ code: 'Slash', key: '?', shift: true })).toBe('sheet');
        expect(action({ code: 'Minus', key: '?', shift: true })).toBe('sheet');
    });
    it('has no two actions on one key', () => {
        // At the desk, and where queries are tried: the list's keys and those that work anywhere are on both.
        for (const away of [['listening'], ['conversation', 'composer']]) {
            const all = kShortcuts.filter((one) => !away.includes(one.group) && one.id !== 'new_query').flatMap((one) => one.keys).filter((one) => !(away[0] !== 'listening' && one === 'O'));
            expect(new Set(all).size).toBe(all.length);
        }
    });
    it('lets a key mean what is offered where one is', () => {
        const at = (offered: string[]) => resolve(press({ code: 'KeyN', key: 'ㅜ' }), null, { ...options, offered: (id) => offered.includes(id) }).action;
        expect(at(['note', 'claim'])).toBe('note');
        expect(at(['mark_noise'])).toBe('mark_noise');
        expect(at([])).toBeNull();
        expect(resolve(press({ code: 'KeyQ', key: 'q', at: 5 }), { step: 'G', at: 1 }, { ...options, offered: () => false }).action).toBeNull();
    });
    it('knows Alt', () => {
        expect(action({ code: 'Enter', key: 'Enter', alt: true, in_field: true })).toBe('take_suggestion');
        expect(action({ code: 'Enter', key: 'Enter', alt: true, ctrl: true })).toBeNull();
        expect(shown('Alt+Enter', true)).toBe('⌥ ↵');
    });
    it('writes keys as the machine names them', () => {
        expect(shown('Mod+Enter', false)).toBe('Ctrl ↵');
        expect(shown('Mod+K', true)).toBe('⌘ K');
        expect(shown('G I', false)).toBe('G I');
        expect(matches('Escape', press({ key: 'Escape', code: 'Escape' }), false)).toBe(true);
    });
});
