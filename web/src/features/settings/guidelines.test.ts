import { describe, expect, it } from 'vitest';
import type { Rule } from '../../api/guidelines';
import { checks_of, draft_of, group_of, kGroups, lines, rule_of, same, uses } from './guidelines';

const embargo: Rule = { id: 'e', check: 'embargo', severity: 'block', on: false, networks: ['mastodon'], terms: ['새벽', 'daybreak'], until: '2027-03-01T00:00:30Z', reason: { ko: '가', en: 'a' }, wrong: { ko: '새벽' }, right: { ko: '저녁' } };
const repetition: Rule = { id: 'r', check: 'repetition', severity: 'warning', on: true, at_most: 2, hours: 24, reason: { ko: '가', en: 'a' }, wrong: { en: 'x' }, right: { en: 'y' } };

describe('guidelines', () => {
    it('put every rule into one of three groups', () => {
        expect(group_of('speech')).toBe('tone');
        expect(group_of('embargo')).toBe('terms');
        expect(group_of('promise')).toBe('method');
        expect(kGroups.flatMap((group) => checks_of(group))).toHaveLength(17);
    });
    it('read one term a line', () => {
        expect(lines(' 손님 \n\n환불*\n손님\n')).toEqual(['손님', '환불*']);
    });
    it('know what was changed', () => {
        expect(same([repetition], [{ ...repetition }])).toBe(true);
        expect(same([repetition], [{ ...repetition, on: false }])).toBe(false);
    });
    it('go through a form and come out as they were', () => {
        expect(rule_of(draft_of(embargo), embargo)).toEqual(embargo);
        expect(rule_of(draft_of(repetition), repetition)).toEqual(repetition);
    });
    it('keep only what their check looks at', () => {
        const form = { ...draft_of(null), id: ' new ', check: 'one_step' as const, terms: 'x', until: '2027-01-01T00:00', at_most: 2, reason_ko: '가', reason_en: 'a', wrong_en: 'w', right_en: 'r' };
        expect(rule_of(form, null)).toEqual({ id: 'new', check: 'one_step', severity: 'warning', on: true, at_most: 2, reason: { ko: '가', en: 'a' }, wrong: { en: 'w' }, right: { en: 'r' } });
        expect(uses('preferred').instead && uses('embargo').until && !uses('marks').terms).toBe(true);
    });
});
