import { describe, expect, it } from 'vitest';
import type { HonourBoard, HonourRow } from '../../api/honour';
import { certificate_of, season_name, wilson_low, with_one_more } from './score';

const row = (over: Partial<HonourRow> = {}): HonourRow => ({ place: 3, employee_id: 'e', initials: 'HE', name: 'Han Eun', department_id: 'd', answered: 9, timing: { good: 9, all: 10, low: wilson_low(9, 10), high: 9821 }, satisfaction: { good: 3, all: 3, low: wilson_low(3, 3), high: 10_000 }, score: 0, help: 0, provisional: false, standing: 'ranked', ...over });

describe('the bound', () => {
    it('is that of Wilson, as the server has it', () => {
        expect(wilson_low(81, 263)).toBe(2553);   // Newcombe (1998), table I
        expect(wilson_low(0, 0)).toBe(0);
        expect(wilson_low(0, 4)).toBe(0);
    });
    it('rises with one more good answer, with and without ratings', () => {
        const mine = row();
        expect(with_one_more(mine, false)).toBeGreaterThan(wilson_low(9, 10));
        expect(with_one_more(mine, true)).toBeGreaterThan(Math.round((wilson_low(9, 10) * wilson_low(3, 3)) / 10_000));
    });
});

it('names quarters and weeks', () => {
    expect(season_name('2026Q4')).toEqual({ key: 'honour.season.quarter', year: 2026, n: 4 });
    expect(season_name('2026-W08')).toEqual({ key: 'honour.season.week', year: 2026, n: 8 });
});

it('gives a certificate of honour to the first ten, one of thanks from the fifth answer on, and none before', () => {
    const board = (me: HonourRow | null) => ({ me, formula: { least_answered: 5 } }) as HonourBoard;
    expect(certificate_of(board(row({ place: 10 })))).toBe('top');
    expect(certificate_of(board(row({ place: 11 })))).toBe('thanks');
    expect(certificate_of(board(row({ place: null })))).toBe('thanks');
    expect(certificate_of(board(row({ answered: 4, place: null })))).toBe(null);
    expect(certificate_of(board(null))).toBe(null);
});
