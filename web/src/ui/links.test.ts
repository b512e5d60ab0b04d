import { describe, expect, it } from 'vitest';
import { pieces, safe_href } from './links';

const shown = (text: string) => pieces(text).map((piece) => (piece.href ? `[${piece.text}]` : piece.text)).join('');
describe('links in posts', () => {
    it('links http and https, without the sentence around them', () => {
        expect(shown('see https://onmaru.example/a/d20. Thanks')).toBe('see [https://onmaru.example/a/d20]. Thanks');
        expect(shown('(https://a.example/x)')).toBe('([https://a.example/x])');
        expect(shown('https://onmaru.example/d20에서 보세요')).toBe('[https://onmaru.example/d20]에서 보세요');
    });
    it('keeps the text whole', () => {
        for (const text of ['a https://b.example c https://d.example/?q=1&r=2#e f', 'https://', 'no link', '', '<b>x</b> http://x.example/<script>']) {
            expect(pieces(text).map((piece) => piece.text).join('')).toBe(text);
        }
    });
    it('never makes a link of anything else', () => {
        for (const text of ['javascript:alert(1)', 'data:text/html,<script>', 'JaVaScRiPt:x', 'www.example.com', 'ftp://a.example', 'https://user:pw@evil.example/']) {
            expect(pieces(text).some((piece) => piece.href), text).toBe(false);
        }
        expect(safe_href('javascript:alert(1)')).toBeNull();
        expect(safe_href('')).toBeNull();
        expect(safe_href('https://a.example/ü')).toBe('https://a.example/%C3%BC');
    });
    it('stops at characters that turn the direction of writing', () => {
        expect(shown('https://a.example/\u202Egpj.exe')).toBe('[https://a.example/]\u202Egpj.exe');
    });
});
