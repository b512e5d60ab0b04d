import { describe, expect, it } from 'vitest';
import { by_day, minutes_of, span_of } from './shifts';

describe('a shift as it is typed', () => {
    it('is an instant of the brand’s wall clock', () => {
        expect(span_of('2026-11-23', '09:00', '13:30', 'Asia/Seoul')).toEqual({ begins_at: '2026-11-23T00:00:00.000Z', ends_at: '2026-11-23T04:30:00.000Z' });
    });
    it('goes over midnight where the end is not behind the beginning', () => {
        expect(span_of('2026-11-23', '22:00', '06:00', 'Asia/Seoul')).toEqual({ begins_at: '2026-11-23T13:00:00.000Z', ends_at: '2026-11-23T21:00:00.000Z' });
    });
    it('is nine o’clock on a day on which the clocks are set', () => {
        expect(span_of('2026-03-29', '09:00', '17:00', 'Europe/London')).toEqual({ begins_at: '2026-03-29T08:00:00.000Z', ends_at: '2026-03-29T16:00:00.000Z' });
        expect(span_of('2026-10-25', '09:00', '17:00', 'Europe/London')).toEqual({ begins_at: '2026-10-25T09:00:00.000Z', ends_at: '2026-10-25T17:00:00.000Z' });
    });
    it('is nothing without two times', () => {
        expect(span_of('2026-11-23', '9', '17:00', 'UTC')).toBeNull();
        expect(span_of('', '09:00', '17:00', 'UTC')).toBeNull();
        expect(span_of('2026-11-23', '09:00', '09:00', 'UTC')).toBeNull();
        expect(minutes_of('24:00')).toBe(1440);
        expect(minutes_of('24:01')).toBeNull();
        expect(minutes_of('08:75')).toBeNull();
    });
    it('stands under the local day on which it begins', () => {
        const one = (id: string, begins_at: string) => ({ id, employee_id: 'x', begins_at, ends_at: begins_at });
        expect(by_day([one('b', '2026-11-23T15:00:00Z'), one('a', '2026-11-23T14:59:00Z')], 'Asia/Seoul').map(({ day, shifts }) => [day, shifts.map(({ id }) => id)]))
            .toEqual([['2026-11-23', ['a']], ['2026-11-24', ['b']]]);
    });
});
