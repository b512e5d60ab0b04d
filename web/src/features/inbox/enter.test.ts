import { describe, expect, it } from 'vitest';
import { EnterHandler, type EnterEvent } from './enter';

// A text field as the browser drives it: what is committed, what is being composed, and what was sent.
class Field {
    text = '';
    sent: string[] = [];
    queue: (() => void)[] = [];
    handler: EnterHandler;
    constructor(sends: (event: EnterEvent) => boolean = (event) => !event.shiftKey) {
        this.handler = new EnterHandler({ sends, later: (run) => this.queue.push(run), send: () => {
            if (this.text !== '') this.sent.push(this.text);
            this.text = '';
        } });
    }
    compose(text: string) { this.handler.compositionstart(); this.handler.compositionupdate(text); }
    commit(text: string) { this.text += text; this.handler.compositionend(); }
    enter(more: Partial<EnterEvent> = {}) {
        let prevented = false;
        this.handler.keydown({ key: 'Enter', code: 'Enter', keyCode: 13, isComposing: false, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, preventDefault: () => { prevented = true; }, ...more });
        return prevented;
    }
    settle() { while (this.queue.length > 0) this.queue.shift()!(); }
}
const composing = { key: 'Process', keyCode: 229, isComposing: true };

describe('Enter', () => {
    it('sends Korean once, with its last syllable, on the first Enter', () => {
        const field = new Field();
        field.text = '감사합니';
        field.compose('다');
        field.enter(composing);
        expect(field.sent).toEqual([]);
        field.commit('다');
        field.settle();
        expect(field.sent).toEqual(['감사합니다']);
        expect(field.text).toBe('');
    });
    it('sends one post when Chrome follows with a second Enter keydown', () => {
        const field = new Field();
        field.compose('안');
        field.enter(composing);
        field.commit('안');
        expect(field.enter()).toBe(true);
        field.settle();
        expect(field.sent).toEqual(['안']);
        field.enter();
        expect(field.sent).toEqual(['안']);
    });
    it('leaves the Enter that confirms Japanese to the input method', () => {
        const field = new Field();
        field.compose('かんじ');
        field.enter(composing);
        field.commit('漢字');
        field.settle();
        expect(field.sent).toEqual([]);
        field.enter();
        expect(field.sent).toEqual(['漢字']);
    });
    it('does not take Safari’s Enter after compositionend (229 without a composition)', () => {
        const field = new Field();
        field.compose('かな');
        field.commit('仮名');
        field.settle();
        field.enter({ keyCode: 229 });
        field.settle();
        expect(field.sent).toEqual([]);
    });
    it('sends plain text at once and keeps Shift+Enter for a new line', () => {
        const field = new Field();
        field.text = 'hello';
        expect(field.enter({ shiftKey: true })).toBe(false);
        expect(field.sent).toEqual([]);
        expect(field.enter()).toBe(true);
        expect(field.sent).toEqual(['hello']);
    });
    it('sends only with Ctrl where Enter makes a new line, in Hangul too', () => {
        const field = new Field((event) => event.ctrlKey);
        field.compose('요');
        field.enter(composing);
        field.commit('요');
        field.settle();
        expect(field.sent).toEqual([]);
        field.compose('!요');
        field.handler.compositionupdate('요');
        field.enter({ ...composing, ctrlKey: true });
        field.commit('요');
        field.settle();
        expect(field.sent).toEqual(['요요']);
    });
    it('forgets a wish when the field is left', () => {
        const field = new Field();
        field.compose('요');
        field.enter(composing);
        field.handler.blur();
        field.commit('요');
        field.settle();
        expect(field.sent).toEqual([]);
    });
});
