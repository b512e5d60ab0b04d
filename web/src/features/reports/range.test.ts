import { describe, expect, it } from 'vitest';
import { day_start, period, shift, today } from './range';

const iso = (at: number) => new Date(at).toISOString();
describe('period', () => {
    it('begins each day where the zone does', () => {
        expect(iso(day_start('2026-03-12', 'Asia/Seoul'))).toBe('2026-03-11T15:00:00.000Z');
        expect(iso(day_start('2026-03-12', 'UTC'))).toBe('2026-03-12T00:00:00.000Z');
        expect(iso(day_start('2026-03-12', 'Asia/Kathmandu'))).toBe('2026-03-11T18:15:00.000Z');
    });
    it('knows days of 23 and 25 hours', () => {
        expect(day_start('2026-03-30', 'Europe/Berlin') - day_start('2026-03-29', 'Europe/Berlin')).toBe(23 * 3_600_000);
        expect(day_start('2026-10-26', 'Europe/Berlin') - day_start('2026-10-25', 'Europe/Berlin')).toBe(25 * 3_600_000);
    });
    it('includes the whole last day', () => {
        expect(period('2026-03-10', '2026-03-12', 'Asia/Seoul')).toEqual({ from: '2026-03-09T15:00:00.000Z', to: '2026-03-12T15:00:00.000Z' });
    });
    it('steps over months and years', () => {
        expect([shift('2026-03-01', -1), shift('2025-12-31', 1), shift('2024-02-28', 1)]).toEqual(['2026-02-28', '2026-01-01', '2024-02-29']);
        expect(today(Date.parse('2026-03-11T16:00:00Z'), 'Asia/Seoul')).toBe('2026-03-12');
    });
});
