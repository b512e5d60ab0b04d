import { describe, expect, it } from 'vitest';
import { parts, toggled, unit_at, with_suggestion } from './query';

const problem = (from: number, to: number, suggestion: string | null = null) => ({ from, to, message: 'm', suggestion });
describe('a query as it is typed', () => {
    it('finds the server’s bytes in the text', () => {
        expect(unit_at('환불 -배송', 6)).toBe(2);
        expect(unit_at('환불 -배송', 7)).toBe(3);
        expect(unit_at('👩🏽‍💻a', 15)).toBe(7);
        expect(unit_at('ab', 99)).toBe(2);
    });
    it('marks what is wrong and nothing else', () => {
        expect(parts('환불 tga:새로', [problem(7, 11)]).map((one) => [one.text, one.problem !== null])).toEqual([['환불 ', false], ['tga:', true], ['새로', false]]);
        expect(parts('(a', [problem(2, 2)]).at(-1)).toMatchObject({ text: '\u2009' });
        expect(parts('', [])).toEqual([]);
        expect(parts('abc', [problem(1, 3), problem(0, 2)]).map((one) => one.text).join('')).toBe('abc');
    });
    it('takes a suggestion', () => {
        expect(with_suggestion('환불 tga:새로', problem(7, 11, 'tag:'))).toBe('환불 tag:새로');
        expect(with_suggestion('a', problem(0, 1))).toBe('a');
    });
    it('puts words in and takes them out again', () => {
        expect(toggled('환불', 'tag', '급함')).toBe('환불 tag:급함');
        expect(toggled('환불 tag:급함', 'tag', '급함')).toBe('환불');
        expect(toggled('', 'tag', '두 낱말')).toBe('tag:"두 낱말"');
        expect(toggled('a tag:"두 낱말" b', 'tag', '두 낱말')).toBe('a b');
    });
});
