import { describe, expect, it } from 'vitest';
import file from '../../../tests/vectors/josa.json';
import { final_sound, josa, particle } from './josa';

describe('josa', () => {
    it('gives every shared case', () => {
        expect(file.cases.length).toBeGreaterThan(80);
        const wrong = (file.cases as [string, string, string][]).flatMap(([word, pair, want]) =>
            josa(word, pair) === want ? [] : [`${josa(word, pair)} instead of ${want}`],
        );
        expect(wrong).toEqual([]);
    });

    it('hears the end of a word', () => {
        expect(final_sound('서울')).toBe('rieul');
        expect(final_sound('부산')).toBe('consonant');
        expect(final_sound('제주')).toBe('vowel');
        expect(final_sound('')).toBe('vowel');
    });

    it('takes the halves in any order', () => {
        expect(particle('부산', '는/은')).toBe('은');
        expect(particle('부산', '를')).toBe('을');
        expect(particle('부산', '까지')).toBe('까지');
    });
});
