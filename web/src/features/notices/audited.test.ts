import { describe, expect, it } from 'vitest';
import { audited, days_left } from './audited';

describe('a notice of the audit', () => {
    it('says until when, which answer and how many', () => {
        expect(audited('2026-03-19T09:00:00Z 01ANSWER 3')).toEqual({ end: Date.parse('2026-03-19T09:00:00Z'), answer: '01ANSWER', count: 3 });
        expect(audited('01ANSWER')).toEqual({ end: 0, answer: '01ANSWER', count: 1 });
    });
    it('counts the day that has begun', () => {
        const now = Date.parse('2026-03-12T09:00:00Z');
        expect(days_left(now + 7 * 86_400_000, now)).toBe(7);
        expect(days_left(now + 60_000, now)).toBe(1);
        expect(days_left(now, now)).toBe(0);
        expect(days_left(now - 60_000, now)).toBe(0);
    });
});
