import { describe, expect, it } from 'vitest';
import { clean_post } from './clean';
import { find_links, resolved_label_length } from './links';

describe('cleaning', () => {
    it('takes what hides or reorders', () => {
        expect(clean_post('a\u0000b\u0007c')).toBe('abc');
        expect(clean_post('abc\u202edef\u202c')).toBe('abcdef');
        expect(clean_post('\u2066a\u2069\ufeff')).toBe('a');
        expect(clean_post('a\u0085b\u2028c\r\nd\re')).toBe('a\nb\nc\nd\ne');
        expect(clean_post('a\tb')).toBe('a b');
        expect(clean_post('\ufdd0\ufffe\u206a\ufff9x')).toBe('x');
        expect(clean_post('hi\u{e0068}\u{e0069}')).toBe('hi');
    });

    it('keeps what people need', () => {
        for (const text of ['👨‍👩‍👧', '❤️', 'می\u200cخواهم', 'a\nb', '\u200fשלום', 'ㅋㅋㅋ', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}', '\u3164'])
            expect(clean_post(text)).toBe(text);
    });

    it('marks lone surrogates', () => {
        expect(clean_post('a\ud83d')).toBe('a\ufffd');
        expect(clean_post('\ude00b')).toBe('\ufffdb');
    });
});

describe('links', () => {
    const found = (text: string, form: 'bare_domains' | 'with_scheme' | 'as_written') =>
        find_links(text, form).map(({ begin, length }) => text.slice(begin, begin + length));

    it('finds what the network would shorten', () => {
        expect(found('안내 https://example.com/a?b=c. 끝', 'bare_domains')).toEqual(['https://example.com/a?b=c']);
        expect(found('example.com입니다', 'bare_domains')).toEqual(['example.com']);
        expect(found('example.com입니다', 'with_scheme')).toEqual([]);
        expect(found('a.com한b.net/x', 'bare_domains')).toEqual(['a.com', 'b.net/x']);
        expect(found('help@example.com', 'bare_domains')).toEqual([]);
        expect(found('https://example.com', 'as_written')).toEqual([]);
    });

    it('measures labels as the resolver sees them', () => {
        expect(resolved_label_length('example', 63)).toBe(7);
        expect(resolved_label_length('한국', 63)).toBe('xn--3e0b707e'.length);
        expect(resolved_label_length('bücher', 63)).toBe('xn--bcher-kva'.length);
        expect(resolved_label_length('a。b', 63)).toBe(3);
        expect(resolved_label_length('가'.repeat(200), 63)).toBeGreaterThan(63);
    });
});
