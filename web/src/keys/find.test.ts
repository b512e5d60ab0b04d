import { describe, expect, it } from 'vitest';
import { find } from './find';

const list = ['받은함으로 가기', '내 담당으로 가기', '맡기, 내려놓기', 'Go to reports', 'Claim or release'];
const found = (query: string) => find(list, query, (text) => text);
describe('palette', () => {
    it('offers everything for nothing', () => { expect(found('  ')).toEqual(list); });
    it('finds every word, in any order and case', () => {
        expect(found('REPORTS go')).toEqual(['Go to reports']);
        expect(found('xyz')).toEqual([]);
    });
    it('finds Hangul while a syllable is still being typed', () => {
        expect(found('받으')).toEqual(['받은함으로 가기']);
        expect(found('받은ㅎ')).toEqual(['받은함으로 가기']);
        expect(found('ㅁ')).toContain('맡기, 내려놓기');
    });
    it('puts what begins with the word first', () => { expect(found('내')).toEqual(['내 담당으로 가기', '맡기, 내려놓기']); });
});
