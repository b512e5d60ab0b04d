import { describe, expect, it } from 'vitest';
import { group_of, kGroups, lines, same } from './guidelines';

describe('guidelines', () => {
    it('put every rule into one of three groups', () => {
        expect(group_of('speech')).toBe('tone');
        expect(group_of('embargo')).toBe('terms');
        expect(group_of('promise')).toBe('method');
        expect(kGroups).toHaveLength(3);
    });
    it('read one term a line', () => {
        expect(lines(' 손님 \n\n환불*\n손님\n')).toEqual(['손님', '환불*']);
    });
    it('know what was changed', () => {
        const one = { id: 'a', check: 'banned', severity: 'hint', on: true, reason: {}, wrong: {}, right: {} } as const;
        expect(same([one], [{ ...one }])).toBe(true);
        expect(same([one], [{ ...one, on: false }])).toBe(false);
    });
});
