import { describe, expect, it } from 'vitest';
import { day_at, from_input, instant, to_input, wall, weekday } from './zone';

const iso = (at: number) => new Date(at).toISOString();
describe('wall clocks', () => {
    it('are instants in their zone', () => {
        expect(iso(instant({ year: 2026, month: 3, day: 12, hour: 9, minute: 0 }, 'Asia/Seoul'))).toBe('2026-03-12T00:00:00.000Z');
        expect(iso(instant({ year: 2026, month: 7, day: 1, hour: 9, minute: 0 }, 'America/New_York'))).toBe('2026-07-01T13:00:00.000Z');
        expect(iso(instant({ year: 2026, month: 1, day: 1, hour: 0, minute: 30 }, 'Asia/Kathmandu'))).toBe('2025-12-31T18:45:00.000Z');
        expect(wall(Date.parse('2026-03-12T15:30:00Z'), 'Asia/Seoul')).toMatchObject({ day: 13, hour: 0, minute: 30 });
    });
    it('keep nine in the morning when summer time begins and ends overnight', () => {
        // New York: 8 March 2026 02:00 -> 03:00, 1 November 02:00 -> 01:00.
        expect(iso(day_at(Date.parse('2026-03-07T20:00:00Z'), 1, 9, 0, 'America/New_York'))).toBe('2026-03-08T13:00:00.000Z');
        expect(iso(day_at(Date.parse('2026-10-31T20:00:00Z'), 1, 9, 0, 'America/New_York'))).toBe('2026-11-01T14:00:00.000Z');
    });
    it('take a skipped time as the first after the gap, and a double one as the first of the two', () => {
        expect(iso(instant({ year: 2026, month: 3, day: 8, hour: 2, minute: 30 }, 'America/New_York'))).toBe('2026-03-08T07:00:00.000Z');
        expect(iso(instant({ year: 2026, month: 11, day: 1, hour: 1, minute: 30 }, 'America/New_York'))).toBe('2026-11-01T05:30:00.000Z');
        expect(iso(instant({ year: 2026, month: 3, day: 29, hour: 2, minute: 0 }, 'Europe/Berlin'))).toBe('2026-03-29T01:00:00.000Z');
    });
    it('know the day of the week and the end of a month where the person is', () => {
        const at = Date.parse('2026-03-31T20:00:00Z');
        expect([weekday(at, 'Asia/Seoul'), weekday(at, 'UTC')]).toEqual([3, 2]);
        expect(iso(day_at(at, 1, 9, 0, 'Asia/Seoul'))).toBe('2026-04-02T00:00:00.000Z');
    });
    it('go into the browser’s field and come back', () => {
        const at = Date.parse('2026-03-12T05:07:00Z');
        expect(to_input(at, 'Asia/Seoul')).toBe('2026-03-12T14:07');
        expect(from_input('2026-03-12T14:07', 'Asia/Seoul')).toBe(at);
        expect(from_input('', 'Asia/Seoul')).toBeNull();
    });
});
