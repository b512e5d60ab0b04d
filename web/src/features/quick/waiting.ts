// An answer that could not leave because there was no connection. It is kept in this browser and never sent by itself:
// the person is asked when the connection is back.
import type { Id } from '../../api/types';

export interface Waiting { id: Id; handle: string; text: string; at: number; key: string }
const name = (me: Id) => `manyhands.draft.${me}.quick-waiting`;
const kKeepMs = 14 * 86_400_000;

export function keep_waiting(me: Id, what: Waiting): void {
    try { localStorage.setItem(name(me), JSON.stringify(what)); } catch { /* the draft of the conversation is kept as well */ }
}
export function forget_waiting(me: Id): void {
    try { localStorage.removeItem(name(me)); } catch { /* private mode */ }
}
export function waiting(me: Id, now: number): Waiting | null {
    try {
        const found = JSON.parse(localStorage.getItem(name(me)) ?? 'null') as Partial<Waiting> | null;
        if (!found || typeof found.id !== 'string' || typeof found.text !== 'string' || typeof found.key !== 'string' || typeof found.at !== 'number') return null;
        return now - found.at < kKeepMs ? { handle: '', ...found } as Waiting : null;
    } catch {
        return null;
    }
}
