import { describe, expect, it } from 'vitest';
import { found_in } from './find';

const items = [
    { key: 'promise.minutes', label: '첫 답변 약속(분)', hint: '고객의 글부터', section_label: '약속' },
    { key: 'retention.days', label: 'Keep texts for (days)', hint: 'erased', section_label: 'Retention' },
];
const keys = (text: string) => found_in(items, text).map((one) => one.key);
describe('the search over all settings', () => {
    it('shows everything for nothing', () => expect(keys('  ')).toEqual(['promise.minutes', 'retention.days']));
    it('looks into label, explanation, section and key', () => {
        expect([keys('약속'), keys('고객'), keys('RETENTION'), keys('promise.m')]).toEqual([['promise.minutes'], ['promise.minutes'], ['retention.days'], ['promise.minutes']]);
    });
    it('wants every word, in any order', () => expect([keys('days keep'), keys('days 약속')]).toEqual([['retention.days'], []]));
    it('finds what was typed as single letters (NFD)', () => expect(keys('약속'.normalize('NFD'))).toEqual(['promise.minutes']));
});
