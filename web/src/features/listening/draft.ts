// What is being written of a query, kept in this browser until it is saved: it survives leaving, a reload and a crash.
import type { AlertRule, ListeningColour, ListeningPurpose, ListeningQuery } from '../../api/listening';
import type { Id } from '../../api/types';

export interface Form { name: string; query: string; purpose: ListeningPurpose; colour: ListeningColour; alert: AlertRule | null }
// version: of the query that this was begun from; 0 for a new one.
export interface Kept { form: Form; version: number; at: number }

export const kColours: readonly ListeningColour[] = ['blue', 'green', 'amber', 'red', 'violet', 'teal', 'pink', 'grey'];
export const kPurposes: readonly ListeningPurpose[] = ['service', 'brand', 'product', 'competitor', 'campaign', 'risk'];
export const fresh = (colour: ListeningColour = 'blue'): Form => ({ name: '', query: '', purpose: 'service', colour, alert: null });
export const form_of = (one: ListeningQuery): Form => ({ name: one.name, query: one.query, purpose: one.purpose, colour: one.colour, alert: one.alert });
export const same_alert = (a: AlertRule | null, b: AlertRule | null): boolean => a?.at_least === b?.at_least && a?.minutes === b?.minutes;
export const kParts = ['name', 'query', 'purpose', 'colour', 'alert'] as const;
export type FormPart = (typeof kParts)[number];
export const differing = (a: Form, b: Form): FormPart[] => kParts.filter((part) => (part === 'alert' ? !same_alert(a.alert, b.alert) : a[part].trim() !== b[part].trim()));
export const same_form = (a: Form, b: Form): boolean => differing(a, b).length === 0;
// What is saved by now, with what was changed here since `from`: another person's changes of other parts stay.
export const merged = (saved: Form, from: Form, mine: Form): Form => ({ ...saved, ...Object.fromEntries(differing(mine, from).map((part) => [part, mine[part]])) });
// The colour that is used least, so that neighbours differ.
export const next_colour = (used: readonly ListeningColour[]): ListeningColour =>
    [...kColours].sort((a, b) => used.filter((one) => one === a).length - used.filter((one) => one === b).length || kColours.indexOf(a) - kColours.indexOf(b))[0]!;

// Beside the composer's drafts: forgotten with them after two weeks, and when one signs out.
const name_of = (me: Id, id: Id | null) => `manyhands.draft.${me}.listening.${id ?? 'new'}`;
export function keep(me: Id, id: Id | null, what: Kept | null): void {
    try {
        if (what === null) localStorage.removeItem(name_of(me, id));
        else localStorage.setItem(name_of(me, id), JSON.stringify(what));
    } catch { /* a full or forbidden storage: the page asks before it is left */ }
}
export function kept(me: Id, id: Id | null): Kept | null {
    try {
        const found = JSON.parse(localStorage.getItem(name_of(me, id)) ?? 'null') as Kept | null;
        const form = found?.form;
        const sound = form && typeof form.name === 'string' && typeof form.query === 'string' && kPurposes.includes(form.purpose) && kColours.includes(form.colour) && typeof found.version === 'number' && typeof found.at === 'number'
            && (form.alert === null || (Number.isInteger(form.alert?.at_least) && Number.isInteger(form.alert?.minutes)));
        return sound ? found : null;
    } catch {
        return null;
    }
}
// A name for a query that has none yet: its first words.
export function name_from(query: string): string {
    const terms = query.match(/-?(?:[a-z-]+:)?"[^"]*"?|[^\s()]+/g) ?? [];
    const words = terms.filter((one) => !/^(?:-|OR$|AND$|NOT$|O?NEAR\b|[a-z-]+:|followers[<>])/.test(one)).map((one) => one.replace(/["=*#@]/g, ' ').trim()).filter(Boolean);
    return words.slice(0, 3).join(' ').slice(0, 60);
}
// Which words of the one text are not in the other: what a conflict shows.
export function fresh_words(text: string, other: string): { text: string; fresh: boolean }[] {
    const there = other.split(/(\s+|[()])/);
    const left = new Map<string, number>();
    for (const word of there) left.set(word, (left.get(word) ?? 0) + 1);
    return text.split(/(\s+|[()])/).filter(Boolean).map((word) => {
        const n = left.get(word) ?? 0;
        if (n > 0) left.set(word, n - 1);
        return { text: word, fresh: n === 0 && word.trim() !== '' };
    });
}
