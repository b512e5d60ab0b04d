import { describe, expect, it } from 'vitest';
import { byte_length, marked, unit_spans } from './bytes';

const of = (text: string, ...words: string[]) => words.map((word): [number, number] => {
    const bytes = (part: string) => new TextEncoder().encode(part).length;
    const from = bytes(text.slice(0, text.indexOf(word)));
    return [from, from + bytes(word)];
});
const cut = (text: string, spans: readonly (readonly [number, number])[]) => unit_spans(text, spans).map(([from, to]) => text.slice(from, to));

describe('places in a text', () => {
    it('counts bytes as the server does', () => {
        for (const text of ['', 'abc', '환불', 'é', '👨‍👩‍👧', 'a환😀']) expect(byte_length(text)).toBe(new TextEncoder().encode(text).length);
    });
    it('finds Hangul, emoji and what is decomposed', () => {
        for (const [text, ...words] of [['환불이 안 돼요', '환불', '돼'], ['👍🏽 환불 😀 반품', '환불', '반품'], ['Ａ café 환불', 'café'], ['\u1112\u116a\u11ab 불', '\u1112\u116a\u11ab'], ['plain', 'plain']] as const)
            expect(cut(text, of(text, ...words))).toEqual([...words]);
    });
    it('joins what overlaps or touches, sorts, and leaves out what is empty or behind the end', () => {
        expect(unit_spans('abcdef', [[3, 5], [0, 2], [1, 3]])).toEqual([[0, 5]]);
        expect(unit_spans('abc', [[1, 1], [-1, 2], [9, 12]])).toEqual([]);
        expect(unit_spans('abc', [[1, 99]])).toEqual([[1, 3]]);
        expect(unit_spans('', [[0, 3]])).toEqual([]);
        expect(unit_spans('ab cd', [[0, 2], [3, 5]])).toEqual([[0, 2], [3, 5]]);
    });
    it('takes a whole character when a place stands in the middle of it', () => {
        expect(cut('환불', [[1, 2]])).toEqual(['환']);
        expect(cut('😀x', [[2, 5]])).toEqual(['😀x']);
    });
    it('keeps to the text when it is put together again', () => {
        let seed = 7;
        const random = (n: number) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % n; };
        for (let i = 0; i < 500; i++) {
            const text = Array.from({ length: random(20) }, () => ['a', '환', '😀', 'é', ' '][random(5)]).join('');
            const spans = unit_spans(text, Array.from({ length: random(5) }, () => { const from = random(40); return [from, from + random(12)] as const; }));
            expect(marked(text, spans).map((one) => one.text).join('')).toBe(text);
            for (const [j, [from, to]] of spans.entries()) { expect(from).toBeLessThan(to); if (j > 0) expect(from).toBeGreaterThan(spans[j - 1]![1]); }
        }
    });
    it('cuts a text into what is marked and what is not', () => {
        expect(marked('환불이요', [[0, 2]])).toEqual([{ text: '환불', marked: true }, { text: '이요', marked: false }]);
        expect(marked('abc', [])).toEqual([{ text: 'abc', marked: false }]);
    });
});
