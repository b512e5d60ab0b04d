// Small things of approvals: why an answer waits, until when, for whom.
import type { ApprovalItem, ApprovalLane } from '../../api/approvals';

/** The lanes that I am asked in, or (nobody is) those that nobody can decide in. */
export const open_lanes = (item: ApprovalItem): ApprovalLane[] => item.lanes.filter((one) => one.approved_by === null);
export const mine_in = (item: ApprovalItem): ApprovalLane[] => open_lanes(item).filter((one) => one.mine);
export const stuck = (item: ApprovalItem): ApprovalLane[] => open_lanes(item).filter((one) => one.deciders.length === 0);

/** Minutes to the clock's end; null: no clock any more. Never below 0. */
export function minutes_left(due_at: string | null, now: number): number | null {
    if (due_at === null) return null;
    return Math.max(0, Math.ceil((Date.parse(due_at) - now) / 60_000));
}

/** Which one is looked at next when `id` is gone: the one that took its place, else the last. */
export function after(items: readonly ApprovalItem[], id: string): string | null {
    const at = items.findIndex((one) => one.answer_id === id);
    const rest = items.filter((one) => one.answer_id !== id);
    return rest[Math.min(Math.max(at, 0), rest.length - 1)]?.answer_id ?? null;
}
export function step(items: readonly ApprovalItem[], id: string | null, by: 1 | -1): string | null {
    const at = items.findIndex((one) => one.answer_id === id);
    return items[Math.min(items.length - 1, Math.max(0, at + by))]?.answer_id ?? null;
}

/** The text with the words that made it risky apart, longest first where they overlap. */
export interface Piece { text: string; risky: boolean }
export function pieces(text: string, words: readonly string[]): Piece[] {
    const wanted = [...new Set(words.filter((one) => one.trim() !== ''))].sort((a, b) => b.length - a.length);
    const out: Piece[] = [];
    let plain = '';
    for (let at = 0; at < text.length;) {
        const found = wanted.find((one) => text.startsWith(one, at));
        if (!found) { plain += text[at++]; continue; }
        if (plain) out.push({ text: plain, risky: false });
        out.push({ text: found, risky: true });
        plain = '';
        at += found.length;
    }
    if (plain) out.push({ text: plain, risky: false });
    return out;
}
