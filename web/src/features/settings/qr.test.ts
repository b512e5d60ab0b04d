import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { dark_path } from './qr';

describe('a QR code', () => {
    it('is drawn in runs', () => {
        expect(dark_path([[true, true, false, true], [false, false, false, false]])).toBe('M0 0h2v1h-2zM3 0h1v1h-1z');
    });
    it('covers exactly the dark modules', () => {
        const code = encode('https://care.hanbit.example/join/Zm9vYmFyYmF6Zm9vYmFyYmF6', { ecc: 'M', border: 4 });
        const drawn = code.data.map((row) => row.map(() => false));
        for (const [, x, y, w] of dark_path(code.data).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
            for (let i = 0; i < Number(w); i++) drawn[Number(y)]![Number(x) + i] = true;
        expect(drawn).toEqual(code.data);
        // The quiet zone of four modules that readers ask for, and a finder in the corner.
        expect(code.data[3]!.some(Boolean)).toBe(false);
        expect(code.data[4]!.slice(4, 11)).toEqual(Array(7).fill(true));
    });
});
