import { describe, expect, it } from 'vitest';
import { spans } from './spans';

const marked = (text: string) => spans(text).filter((one) => one.kind !== 'text').map((one) => one.text);

describe('spans', () => {
    it('gives the text back whole', () => {
        for (const text of ['', '안녕', '@a.example https://x.example/a, 네', 'https://', '@', '@@a.b https://x.example(https://y.example)'])
            expect(spans(text).map((one) => one.text).join('')).toBe(text);
    });
    it('ends an address before Hangul and before the sentence does', () => {
        expect(marked('https://onmaru.example/a에서 보세요')).toEqual(['https://onmaru.example/a']);
        expect(marked('(see https://x.example/a_(b)).')).toEqual(['https://x.example/a_(b)']);
        expect(marked('HTTPS://X.EXAMPLE!')).toEqual(['HTTPS://X.EXAMPLE']);
        expect(marked('onmaru.example javascript:alert(1) https://.')).toEqual([]);
    });
    it('knows a handle from an e-mail address', () => {
        expect(marked('@onmaru.example님, me@onmaru.example @onmaru')).toEqual(['@onmaru.example']);
        expect(marked('감사합니다@dawn2am.bsky.example.')).toEqual(['@dawn2am.bsky.example']);
        expect(spans('@a.example')[0]!.kind).toBe('mention');
    });
});
