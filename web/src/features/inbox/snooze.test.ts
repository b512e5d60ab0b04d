import { describe, expect, it } from 'vitest';
import { choices, first_guess } from './snooze';

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
const told = (at: string, zone: string) => Object.fromEntries(choices(Date.parse(at), zone).map((one) => [one.id, iso(one.until)]));
describe('snooze', () => {
    it('offers the four usual times on the person’s clock', () => {
        // Thursday, 12 March 2026, 14:32:10 in Seoul.
        expect(told('2026-03-12T05:32:10Z', 'Asia/Seoul')).toEqual({ reply: null, hours: '2026-03-12T08:33:00.000Z', tomorrow: '2026-03-13T00:00:00.000Z', monday: '2026-03-16T00:00:00.000Z' });
    });
    it('does not offer Monday twice on a Sunday, and means the next one on a Monday', () => {
        expect(told('2026-03-15T05:00:00Z', 'Asia/Seoul').monday).toBeUndefined();
        expect(told('2026-03-16T05:00:00Z', 'Asia/Seoul').monday).toBe('2026-03-23T00:00:00.000Z');
    });
    it('keeps nine o’clock over the change to summer time', () => {
        expect(told('2026-03-07T20:00:00Z', 'America/New_York')).toMatchObject({ tomorrow: '2026-03-08T13:00:00.000Z', monday: '2026-03-09T13:00:00.000Z' });
    });
    it('guesses a full hour for the own time', () => {
        expect(iso(first_guess(Date.parse('2026-03-12T05:32:10Z'), 'Asia/Seoul'))).toBe('2026-03-12T07:00:00.000Z');
        expect(iso(first_guess(Date.parse('2026-03-12T05:00:00Z'), 'Asia/Kathmandu'))).toBe('2026-03-12T06:15:00.000Z');
    });
});
