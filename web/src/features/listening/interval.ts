// What a marked sample says: the share of ours and how far it may be off (Wilson, 95 %), as the server computes it.
import type { Judged } from '../../api/listening';

const kZ = 1.959963984540054;
export function judged(ours: number, noise: number): Judged {
    const n = ours + noise;
    if (n === 0) return { ours, noise, precision: null, low: null, high: null };
    const p = ours / n;
    const z2 = kZ * kZ;
    const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
    const half = (kZ / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
    return { ours, noise, precision: p, low: noise === n ? 0 : Math.max(0, middle - half), high: ours === n ? 1 : Math.min(1, middle + half) };
}
// After one mark more, less or other, before the server has answered.
export type Verdict = 'ours' | 'noise' | null;
export function with_mark(before: Judged | null, was: Verdict, is: Verdict): Judged {
    const count = { ours: before?.ours ?? 0, noise: before?.noise ?? 0 };
    if (was) count[was] = Math.max(0, count[was] - 1);
    if (is) count[is]++;
    return judged(count.ours, count.noise);
}
// How sure one can be: too few marks say little.
export const kEnough = 20;
