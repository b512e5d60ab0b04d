import { describe, expect, it } from 'vitest';
import { choices, said_time, spoken, with_named } from './hold';

const seoul = 'Asia/Seoul';
const at = (text: string) => Date.parse(text);

describe('when the real answer may be promised for', () => {
    it('are round times on the person\'s clock', () => {
        const list = choices(at('2026-03-09T10:03:20+09:00'), seoul);
        expect(list.map((one) => one.id)).toEqual(['minutes', 'hours', 'today', 'tomorrow']);
        expect(list.map((one) => new Date(one.until).toISOString())).toEqual([
            '2026-03-09T01:35:00.000Z', '2026-03-09T03:05:00.000Z', '2026-03-09T09:00:00.000Z', '2026-03-10T01:00:00.000Z']);
    });
    it('the end of the day is offered while it is far enough away', () => {
        expect(choices(at('2026-03-09T15:30:00+09:00'), seoul).map((one) => one.id)).toEqual(['minutes', 'hours', 'tomorrow']);
    });
    it('a time that the text names comes first, once', () => {
        const now = at('2026-03-09T10:03:20+09:00');
        const list = choices(now, seoul);
        const named = at('2026-03-09T15:00:00+09:00');
        expect(with_named(list, named, now)[0]).toEqual({ id: 'named', until: named });
        expect(with_named(list, named, now)).toHaveLength(5);
        const same = with_named(list, at('2026-03-09T18:00:00+09:00'), now);
        expect(same.map((one) => one.id)).toEqual(['named', 'minutes', 'hours', 'tomorrow']);
        for (const none of [null, now, now + 8 * 86_400_000]) expect(with_named(list, none, now)).toEqual(list);
    });
    it('all lie ahead, also on the night when the clocks change', () => {
        const now = at('2026-03-28T23:50:00+01:00');
        for (const one of choices(now, 'Europe/Berlin')) expect(one.until).toBeGreaterThan(now);
    });
});

describe('the time in the sentence for the customer', () => {
    const now = at('2026-03-09T10:00:00+09:00');
    it('in Korean', () => {
        expect(said_time(at('2026-03-09T15:00:00+09:00'), now, 'ko', seoul)).toBe('오후 3시');
        expect(said_time(at('2026-03-10T10:30:00+09:00'), now, 'ko', seoul)).toBe('3월 10일 오전 10:30');
        expect(said_time(at('2026-03-09T12:05:00+09:00'), now, 'ko', seoul)).toBe('오후 12:05');
    });
    it('in English, and to everybody else', () => {
        expect(said_time(at('2026-03-09T15:00:00+09:00'), now, 'en', seoul)).toMatch(/^3:00.PM$/);
        expect(said_time(at('2026-03-10T15:00:00+09:00'), now, 'en', seoul)).toMatch(/^March 10.*3:00.PM$/);
        expect([spoken('ko'), spoken('ko-KR'), spoken('en'), spoken('fr'), spoken('und')]).toEqual(['ko', 'ko', 'en', 'en', 'en']);
    });
});
