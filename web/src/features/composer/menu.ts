// The / menu: when it opens, what it offers, and the Enter that picks. Pure, so that the input method's quirks can be
// replayed in a test.
import type { Lang, Phrase } from '../../api/types';

export interface Slash { from: number; query: string }
const kQueryAtMost = 24;

// A slash at the beginning of a word with nothing but word behind it up to the caret. Not in addresses, not in 1/2.
export function slash_at(text: string, caret: number): Slash | null {
    const before = text.slice(0, caret);
    const from = before.lastIndexOf('/');
    if (from < 0 || (from > 0 && !/\s/.test(before[from - 1]!))) return null;
    const query = before.slice(from + 1);
    return query.length > kQueryAtMost || /[\s/]/.test(query) ? null : { from, query };
}

// "/sorry" and nothing else: its name, else null. Nobody means that as an answer.
export const only_slash = (text: string): string | null => /^\/([^\s/]+)$/u.exec(text.trim())?.[1] ?? null;

export interface Choice { phrase: Phrase; lang: Lang; text: string }

// Which of a phrase's texts goes to this customer: their language's, else the one there is.
export function text_for(phrase: Phrase, lang: string): Choice {
    const wanted: Lang = lang.startsWith('ko') ? 'ko' : 'en';
    const other: Lang = wanted === 'ko' ? 'en' : 'ko';
    const use = phrase.texts[wanted] ? wanted : other;
    return { phrase, lang: use, text: phrase.texts[use] ?? '' };
}

// Best first: how well the words fit, then whether it speaks the customer's language, then how often it was used.
export function rank(phrases: readonly Phrase[], query: string, lang: string, at_most = 8): Choice[] {
    const wanted = query.normalize('NFC').toLowerCase();
    const speaks = lang.startsWith('ko') ? 'ko' : lang.startsWith('en') ? 'en' : null;
    const fit = (phrase: Phrase): number => {
        if (wanted === '') return 1;
        const shortcut = phrase.shortcut.toLowerCase();
        const title = phrase.title.toLowerCase();
        if (shortcut === wanted) return 4;
        if (shortcut.startsWith(wanted)) return 3;
        if (title.startsWith(wanted) || title.split(/\s+/).some((word) => word.startsWith(wanted))) return 2;
        return shortcut.includes(wanted) || title.includes(wanted) || Object.values(phrase.texts).some((text) => text.toLowerCase().includes(wanted)) ? 1 : 0;
    };
    return phrases.map((phrase) => ({ phrase, fit: fit(phrase), speaks: speaks === null || phrase.texts[speaks] ? 1 : 0 }))
        .filter((one) => one.fit > 0)
        .sort((a, b) => b.fit - a.fit || b.speaks - a.speaks || b.phrase.uses - a.phrase.uses || a.phrase.title.localeCompare(b.phrase.title))
        .slice(0, at_most).map((one) => text_for(one.phrase, lang));
}

export interface MenuKey { key: string; code: string; keyCode: number; isComposing: boolean; preventDefault(): void; stopPropagation(): void }
export interface MenuOptions {
    open: () => boolean;
    move: (by: 1 | -1) => void;
    pick: () => void;
    close: () => void;
    later?: (run: () => void) => void;      // after the browser has put the last syllable into the field
}

// While the menu is open its keys are its own: an Enter that picks must never send, not even the one that ends a Hangul
// syllable, nor the second keydown that Chrome may add to it.
export class MenuKeys {
    #options: MenuOptions;
    #wanted = false;
    #just_picked = false;

    constructor(options: MenuOptions) { this.#options = options; }

    // true: the key was the menu's, nobody else may look at it.
    keydown(event: MenuKey): boolean {
        const enter = event.key === 'Enter' || event.code === 'Enter' || event.code === 'NumpadEnter';
        if (enter && (this.#wanted || this.#just_picked)) {
            if (!event.isComposing && event.keyCode !== 229) event.preventDefault();
            event.stopPropagation();
            return true;
        }
        if (!this.#options.open()) return false;
        const composing = event.isComposing || event.keyCode === 229;
        if (enter || event.key === 'Tab' || event.code === 'Tab') {
            event.stopPropagation();
            if (composing) {
                // The syllable is not in the field yet. Picking waits for it, and works with what is there then.
                this.#wanted = true;
                return true;
            }
            event.preventDefault();
            this.#options.pick();
            return true;
        }
        if (event.code === 'ArrowDown' || event.key === 'ArrowDown') this.#options.move(1);
        else if (event.code === 'ArrowUp' || event.key === 'ArrowUp') this.#options.move(-1);
        else if (event.key === 'Escape' || event.code === 'Escape') this.#options.close();
        else return false;
        event.preventDefault();
        event.stopPropagation();
        return true;
    }
    // true: this end of a composition was the menu's.
    compositionend(): boolean {
        if (!this.#wanted) return false;
        const later = this.#options.later ?? ((run) => { setTimeout(run, 0); });
        this.#just_picked = true;
        this.#wanted = false;
        later(() => {
            this.#options.pick();
            later(() => { this.#just_picked = false; });
        });
        return true;
    }
    blur(): void { this.#wanted = false; }
}
