import { describe, expect, it } from 'vitest';
import { scroll_to, visible } from './virtual';

describe('virtual list', () => {
    it('draws what is seen and a few rows around it', () => {
        expect(visible(2000, 88, 0, 880)).toEqual({ first: 0, last: 16, before_px: 0, total_px: 176_000 });
        expect(visible(2000, 88, 8800, 880)).toEqual({ first: 94, last: 116, before_px: 94 * 88, total_px: 176_000 });
    });
    it('ends with the list', () => {
        expect(visible(3, 88, 0, 880)).toEqual({ first: 0, last: 3, before_px: 0, total_px: 264 });
        expect(visible(0, 88, 500, 880)).toEqual({ first: 0, last: 0, before_px: 0, total_px: 0 });
        expect(visible(10, 88, 99_999, 880).first).toBe(10);
    });
    it('draws every row at some scroll position, and never more than a screen and its margin', () => {
        const seen = new Set<number>();
        for (let top = 0; top <= 300 * 88; top += 50) {
            const rows = visible(300, 88, top, 700);
            expect(rows.last - rows.first).toBeLessThanOrEqual(9 + 12);
            for (let i = rows.first; i < rows.last; i++) seen.add(i);
        }
        expect(seen.size).toBe(300);
    });
    it('scrolls only as far as it must', () => {
        expect(scroll_to(5, 88, 0, 880)).toBeNull();
        expect(scroll_to(10, 88, 0, 880)).toBe(88);
        expect(scroll_to(2, 88, 440, 880)).toBe(176);
    });
});
