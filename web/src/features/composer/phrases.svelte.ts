// The phrases that I may use, read once and kept for the composer and the settings page.
import { get } from '../../api/client';
import type { Phrase } from '../../api/types';

let phrases = $state.raw<Phrase[] | null>(null);
let reading: Promise<void> | null = null;
let read_at = 0;
const kFreshMs = 5 * 60_000;

export const all_phrases = (): readonly Phrase[] | null => phrases;

// Throws what the request threw; what was read before stays.
export function read_phrases(again = false): Promise<void> {
    if (!again && phrases !== null && Date.now() - read_at < kFreshMs) return Promise.resolve();
    reading ??= get<{ items: Phrase[] }>('/phrases').then(({ items }) => {
        phrases = items;
        read_at = Date.now();
    }).finally(() => { reading = null; });
    return reading;
}
export function put_phrase(phrase: Phrase): void {
    const list = phrases ?? [];
    phrases = list.some((one) => one.id === phrase.id) ? list.map((one) => (one.id === phrase.id ? phrase : one)) : [phrase, ...list];
}
export function drop_phrase(id: string): void {
    phrases = (phrases ?? []).filter((one) => one.id !== id);
}
// It has just gone into an answer: the next menu ranks it so.
export function count_use(ids: readonly string[]): void {
    phrases = phrases?.map((one) => (ids.includes(one.id) ? { ...one, uses: one.uses + 1 } : one)) ?? null;
}
