import { describe, expect, it } from 'vitest';
import { from_field, next_span, office, over_midnight, same, sorted, to_field } from './hours';

describe('business hours in the form', () => {
    it('begins with an office week', () => {
        const hours = office('Asia/Seoul', ['kr']);
        expect(hours.week).toHaveLength(7);
        expect(hours.week[4]).toEqual([{ from: '09:00', to: '18:00' }]);
        expect(hours.week[5]).toEqual([]);
    });
    it('adds a span behind the last one, never over it', () => {
        expect(next_span([])).toEqual({ from: '09:00', to: '18:00' });
        expect(next_span([{ from: '09:00', to: '12:00' }])).toEqual({ from: '13:00', to: '23:00' });
        expect(next_span([{ from: '12:00', to: '24:00' }])).toEqual({ from: '00:00', to: '01:00' });
        expect(next_span([{ from: '22:00', to: '06:00' }])).toEqual({ from: '00:00', to: '01:00' });
    });
    it('knows midnight at both ends', () => {
        expect(to_field('24:00')).toBe('00:00');
        expect(from_field('00:00', true)).toBe('24:00');
        expect(from_field('00:00', false)).toBe('00:00');
        expect(over_midnight({ from: '22:00', to: '06:00' })).toBe(true);
        expect(over_midnight({ from: '00:00', to: '24:00' })).toBe(false);
    });
    it('compares and sorts', () => {
        const hours = office('Asia/Seoul', []);
        hours.own_days = [{ date: '2026-12-31', name: '', spans: [] }, { date: '2026-06-03', name: '', spans: [] }];
        expect(sorted(hours).own_days.map((day) => day.date)).toEqual(['2026-06-03', '2026-12-31']);
        expect(same(hours, structuredClone(hours))).toBe(true);
        expect(same(hours, null)).toBe(false);
    });
});
