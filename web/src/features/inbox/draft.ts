// What I am writing, kept twice: in this browser at every change, on the server after a pause. Whatever is newer wins
// when a conversation is opened, so a draft survives a reload, a crash and a change of machine.
import type { Id } from '../../api/types';

export interface Picture { id: Id; alt: string }
export interface Draft { text: string; at: number; images?: Picture[] }
const name = (me: Id, conversation: Id) => `manyhands.draft.${me}.${conversation}`;
const kKeepMs = 14 * 86_400_000;

export function keep_local(me: Id, conversation: Id, text: string, at: number, images: readonly Picture[] = []): void {
    try {
        if (text === '' && images.length === 0) localStorage.removeItem(name(me, conversation));
        else localStorage.setItem(name(me, conversation), JSON.stringify({ text, at, ...(images.length > 0 ? { images } : {}) }));
    } catch { /* a full or forbidden storage: the server's copy remains */ }
}
export function local(me: Id, conversation: Id): Draft | null {
    try {
        const found = JSON.parse(localStorage.getItem(name(me, conversation)) ?? 'null') as Draft | null;
        return found && typeof found.text === 'string' && typeof found.at === 'number' ? found : null;
    } catch {
        return null;
    }
}
type There = { text: string; saved_at: string; media?: readonly Picture[] } | null;
export function newest(here: Draft | null, there: There): { text: string; images: Picture[] } {
    if (here && (!there || Date.parse(there.saved_at) <= here.at)) return { text: here.text, images: here.images ?? [] };
    return { text: there?.text ?? '', images: [...(there?.media ?? [])] };
}
// Whether what stands in the field went out with an answer sent from another tab of mine: what was typed here and differs
// stays, what was only shown here (the same draft, perhaps an earlier state of it) is done with.
export function went_out(text: string, typed_here: boolean, sent: readonly string[]): boolean {
    const what = text.trim();
    const whole = sent.join(' ');
    return typed_here ? what === whole : whole.includes(what);
}
export const newer = (here: Draft | null, there: There): string => newest(here, there).text;
export function forget_old(now: number): void {
    try {
        for (const key of Object.keys(localStorage)) {
            if (!key.startsWith('manyhands.draft.')) continue;
            const at = (JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Draft>).at ?? 0;
            if (now - at > kKeepMs) localStorage.removeItem(key);
        }
    } catch { /* nothing to do */ }
}
