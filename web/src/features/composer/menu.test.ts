import { describe, expect, it } from 'vitest';
import type { Phrase } from '../../api/types';
import { MenuKeys, only_slash, rank, slash_at, text_for } from './menu';

const phrase = (shortcut: string, title: string, texts: Phrase['texts'], uses = 0): Phrase =>
    ({ id: shortcut, shortcut, title, texts, shared: 'brand', uses, owner: 'x', may_edit: true });

describe('only_slash', () => {
    it('knows a name of a phrase that stands alone', () => {
        expect(['/sorry', ' /환불\n', '/', '/sorry 고객님', 'a /sorry', '/usr/bin', '//x'].map(only_slash)).toEqual(['sorry', '환불', null, null, null, null, null]);
    });
});
describe('slash_at', () => {
    it('opens at the beginning of a word only', () => {
        expect(slash_at('/', 1)).toEqual({ from: 0, query: '' });
        expect(slash_at('네, /환', 5)).toEqual({ from: 3, query: '환' });
        expect(slash_at('네\n/re', 5)).toEqual({ from: 2, query: 're' });
        expect(slash_at('https://a', 9)).toBeNull();
        expect(slash_at('https:/', 7)).toBeNull();
        expect(slash_at('1/2', 3)).toBeNull();
        expect(slash_at('and/or', 6)).toBeNull();
        expect(slash_at('/환불 안내', 6)).toBeNull();
        expect(slash_at('//', 2)).toBeNull();
        expect(slash_at('/환불 안내', 3)).toEqual({ from: 0, query: '환불' });
        expect(slash_at(`/${'가'.repeat(25)}`, 26)).toBeNull();
        expect(slash_at('nothing', 7)).toBeNull();
    });
});

describe('rank', () => {
    const list = [
        phrase('refund', 'Refund times', { en: 'Three days.' }, 50),
        phrase('환불', '환불 안내', { ko: '사흘 안에 됩니다.', en: 'Three days.' }, 5),
        phrase('환불지연', '늦어진 환불', { ko: '늦어져 죄송합니다.' }, 9),
        phrase('인사', '첫인사', { ko: '안녕하세요, 환불 말씀이시군요.' }, 100),
    ];
    const names = (query: string, lang: string) => rank(list, query, lang).map((one) => one.phrase.shortcut);
    it('puts the customer’s language before the use, and the use before the name', () => {
        expect(names('', 'ko')).toEqual(['인사', '환불지연', '환불', 'refund']);
        expect(names('', 'en')).toEqual(['refund', '환불', '인사', '환불지연']);
        expect(names('', 'ja')).toEqual(['인사', 'refund', '환불지연', '환불']);
    });
    it('looks at shortcut, title and text', () => {
        expect(names('환불', 'ko')).toEqual(['환불', '환불지연', '인사']);
        expect(names('늦어', 'ko')).toEqual(['환불지연']);
        expect(names('REF', 'ko')).toEqual(['refund']);
        expect(names('nothing', 'ko')).toEqual([]);
    });
    it('offers the text in the customer’s language, else the one there is', () => {
        expect(text_for(list[1]!, 'en-GB')).toMatchObject({ lang: 'en', text: 'Three days.' });
        expect(text_for(list[2]!, 'en')).toMatchObject({ lang: 'ko' });
        expect(text_for(list[0]!, 'ko')).toMatchObject({ lang: 'en' });
        expect(text_for(list[1]!, 'und')).toMatchObject({ lang: 'en' });
    });
});

describe('MenuKeys', () => {
    function world(open = true) {
        const log: string[] = [];
        const queue: (() => void)[] = [];
        const keys = new MenuKeys({ open: () => open, move: (by) => log.push(`move ${by}`), pick: () => { log.push('pick'); open = false; }, close: () => { log.push('close'); open = false; },
            later: (run) => queue.push(run) });
        const press = (key: string, how: { composing?: boolean; code?: string } = {}) => {
            const event = { key: how.composing ? 'Process' : key, code: how.code ?? key, keyCode: how.composing ? 229 : 13, isComposing: how.composing ?? false, prevented: false, stopped: false,
                preventDefault() { this.prevented = true; }, stopPropagation() { this.stopped = true; } };
            return { mine: keys.keydown(event), event };
        };
        const run_later = () => { while (queue.length > 0) queue.shift()!(); };
        return { keys, log, press, queue, run_later };
    }
    it('is not there while the menu is closed', () => {
        const { press, log } = world(false);
        for (const key of ['Enter', 'ArrowDown', 'Escape', 'Tab', 'a']) expect(press(key).mine).toBe(false);
        expect(log).toEqual([]);
    });
    it('moves, picks and closes, and lets every other key through', () => {
        const { press, log } = world();
        expect(press('ArrowDown').event.prevented).toBe(true);
        press('ArrowUp');
        expect(press('a').mine).toBe(false);
        expect(press('Enter')).toMatchObject({ mine: true, event: { prevented: true, stopped: true } });
        expect(press('Enter').mine).toBe(false);
        expect(log).toEqual(['move 1', 'move -1', 'pick']);
        const other = world();
        other.press('Escape');
        expect(other.log).toEqual(['close']);
    });
    it('waits for the Hangul syllable, picks once, and swallows the second keydown of the same press', () => {
        const { keys, press, log, queue, run_later } = world();
        expect(press('Enter', { composing: true }).mine).toBe(true);
        expect(log).toEqual([]);
        expect(keys.compositionend()).toBe(true);
        expect(press('Enter')).toMatchObject({ mine: true, event: { prevented: true } });
        expect(queue.length).toBe(1);
        run_later();
        expect(log).toEqual(['pick']);
        expect(press('Enter').mine).toBe(false);       // the next Enter is the writer's own again
    });
    it('leaves a composition that ends by itself alone', () => {
        const { keys, log, run_later } = world();
        expect(keys.compositionend()).toBe(false);
        run_later();
        expect(log).toEqual([]);
    });
    it('forgets a wish when the field is left', () => {
        const { keys, press, log, run_later } = world();
        press('Enter', { composing: true });
        keys.blur();
        expect(keys.compositionend()).toBe(false);
        run_later();
        expect(log).toEqual([]);
    });
});
