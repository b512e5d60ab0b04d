import { describe, expect, it } from 'vitest';
import { judged, with_mark } from './interval';

const near = (a: number | null, b: number) => expect(a).toBeCloseTo(b, 4);
describe('precision', () => {
    it('is the Wilson interval', () => {
        const found = judged(46, 4);
        near(found.precision, 0.92); near(found.low, 0.81160); near(found.high, 0.96845);
        const half = judged(5, 5);
        near(half.low, 0.23659); near(half.high, 0.76341);
    });
    it('says nothing of nothing, and stays between none and all', () => {
        expect(judged(0, 0)).toEqual({ ours: 0, noise: 0, precision: null, low: null, high: null });
        expect(judged(10, 0).high).toBe(1);
        near(judged(10, 0).low, 0.72247);
        expect(judged(0, 3).low).toBe(0);
    });
    it('follows a mark given, changed and taken back', () => {
        const one = with_mark(null, null, 'ours');
        expect([one.ours, one.noise]).toEqual([1, 0]);
        const other = with_mark(one, 'ours', 'noise');
        expect([other.ours, other.noise]).toEqual([0, 1]);
        expect(with_mark(other, 'noise', null).precision).toBeNull();
        expect(with_mark(null, 'ours', null).ours).toBe(0);
    });
});
