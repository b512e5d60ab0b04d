// Small things of what was promised.
import type { PromisedAction } from '../../api/actions';

// The browser's own clock, as its field wants it.
export const local = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
/** Tomorrow at noon: what is promised without a time is promised for then. */
export function tomorrow(now: number): string {
    const at = new Date(now);
    at.setDate(at.getDate() + 1);
    at.setHours(12, 0, 0, 0);
    return local(at.getTime());
}
export type Standing = 'late' | 'soon' | 'open' | 'done' | 'cancelled';
/** Soon: within two hours. */
export function standing(one: Pick<PromisedAction, 'state' | 'due_at'>, now: number): Standing {
    if (one.state !== 'open') return one.state;
    const left = Date.parse(one.due_at) - now;
    return left <= 0 ? 'late' : left <= 2 * 3_600_000 ? 'soon' : 'open';
}
