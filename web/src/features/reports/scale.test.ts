import { describe, expect, it } from 'vitest';
import { scale } from './scale';

describe('how high the chart reaches', () => {
    it('takes in everything while nothing stands out', () => {
        expect(scale([10, 14, 22, 41], 12)).toEqual({ top: 45, beyond: false });
        expect(scale([], 12)).toEqual({ top: 20, beyond: false });
        expect(scale([null, null], 12)).toEqual({ top: 20, beyond: false });
        expect(scale([3000], 12)).toEqual({ top: 4320, beyond: false });
    });
    it('ends above the others where one towers over them', () => {
        expect(scale([10, 14, 22, 41, 1900], 12)).toEqual({ top: 60, beyond: true });
        expect(scale([10, null, 14, 22, null, 41, 1900], 12)).toEqual({ top: 60, beyond: true });
        // The promise is always in sight.
        expect(scale([1, 1, 2, 2, 400], 12)).toEqual({ top: 20, beyond: true });
    });
    it('calls what is twice as high, or half of the days, usual', () => {
        expect(scale([10, 14, 22, 41, 100], 12)).toEqual({ top: 120, beyond: false });
        expect(scale([10, 12, 900, 1000, 1200], 12)).toEqual({ top: 1440, beyond: false });
        expect(scale([10, 12, 900], 12)).toEqual({ top: 1440, beyond: false });
    });
    it('lets several of many stand out, and all of them or none', () => {
        const day = Array.from({ length: 22 }, (_, i) => 10 + i);
        expect(scale([...day, 700, 4000], 12)).toEqual({ top: 45, beyond: true });
        expect(scale([...day, 60, 4000], 12)).toEqual({ top: 90, beyond: true });
    });
});
