import { describe, expect, it } from 'vitest';
import { date_in, number_in, reach_in, span, when_in } from './format';
import { track, waiting } from './promise';

const bands = [7, 12, 30, 60];
const minute = 60_000;
describe('the promise', () => {
    it('has no colour in good time, then is soon, then late', () => {
        expect(waiting(0, 6.9 * minute, 12, bands)).toMatchObject({ tone: '', left_ms: 5.1 * minute });
        expect(waiting(0, 7 * minute, 12, bands).tone).toBe('soon');
        expect(waiting(0, 12 * minute, 12, bands).tone).toBe('soon');
        expect(waiting(0, 12 * minute + 1, 12, bands)).toMatchObject({ tone: 'late', left_ms: -1 });
    });
    it('treats a post from the future as just now', () => {
        expect(waiting(5000, 0, 12, bands)).toMatchObject({ waited_ms: 0, left_ms: 12 * minute });
    });
    it('fills the track part by part', () => {
        expect(track(0, bands)).toEqual([0, 0, 0, 0]);
        expect(track(3.5 * minute, bands)).toEqual([0.5, 0, 0, 0]);
        expect(track(9.5 * minute, bands)).toEqual([1, 0.5, 0, 0]);
        expect(track(600 * minute, bands)).toEqual([1, 1, 1, 1]);
    });
});
describe('numbers and times', () => {
    it('writes lengths of time', () => {
        expect(span(192_000)).toEqual({ kind: 'clock', text: '3:12' });
        expect(span(3_599_999)).toEqual({ kind: 'clock', text: '59:59' });
        expect(span(3_600_000)).toEqual({ kind: 'hours', h: 1, m: 0 });
        expect(span(90_000_000)).toEqual({ kind: 'days', d: 1, h: 1 });
        expect(span(-5)).toEqual({ kind: 'clock', text: '0:00' });
    });
    it('writes reach as each language does', () => {
        expect([reach_in('ko', 310), reach_in('ko', 12_400), reach_in('ko', 380_000), reach_in('en', 12_400)]).toEqual(['310', '1.2만', '38만', '12.4K']);
        expect(number_in('en', 1204)).toBe('1,204');
    });
    it('writes the time alone for today, by the zone', () => {
        const at = Date.parse('2026-03-09T15:30:00Z');
        expect(when_in('ko', at, at + minute, 'Asia/Seoul')).toBe('00:30');
        expect(when_in('ko', at, at + 86_400_000, 'Asia/Seoul')).toBe('3월 10일 00:30');
        expect(when_in('en', at, at + 86_400_000, 'UTC')).toBe('Mar 9 15:30');
        expect(date_in('en', at, 'seconds', 'UTC')).toBe('15:30:00');
    });
});
