import { describe, expect, it } from 'vitest';
import { local, standing, tomorrow } from './promised';

const now = Date.parse('2026-03-09T05:23:00Z');
describe('what was promised', () => {
    it('is late, soon, open or over', () => {
        const at = (minutes: number, state: 'open' | 'done' | 'cancelled' = 'open') => standing({ state, due_at: new Date(now + minutes * 60_000).toISOString() }, now);
        expect([at(-1), at(0), at(120), at(121), at(-1, 'done'), at(5, 'cancelled')]).toEqual(['late', 'late', 'soon', 'open', 'done', 'cancelled']);
    });
    it('has a time that its field can hold', () => {
        expect(Date.parse(local(now))).toBe(now);
        expect(tomorrow(now)).toMatch(/^2026-03-1[01]T12:00$/);
    });
});
