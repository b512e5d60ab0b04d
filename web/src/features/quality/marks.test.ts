import { describe, expect, it } from 'vitest';
import type { AuditCard } from '../../api/quality';
import { complete, empty_mark, fresh_id, mark_of_key, parts_of, score_of, weight_sum, worth } from './marks';

const criterion = (id: string, weight: number, scale: 'five' | 'yes_no' = 'five') => ({ id, weight, scale, name: { ko: id, en: id }, hint: { ko: '', en: '' } });
const card: AuditCard = { version: 1, by: null, at: null, critical: { ko: 'x', en: 'x' },
    criteria: [criterion('accuracy', 30), criterion('tone', 20), criterion('terms', 15), criterion('method', 20), criterion('privacy', 15, 'yes_no')] };

describe('a score card', () => {
    it('weighs the marks as the server does', () => {
        const mark = { ...empty_mark(), marks: { accuracy: 5, tone: 5, terms: 4, method: 5, privacy: 1 } };
        expect(score_of(card, mark)).toBe(97);
        expect(score_of(card, { ...mark, critical: true })).toBe(0);
        expect(score_of(card, { ...mark, marks: { ...mark.marks, privacy: 0 } })).toBe(82);
    });
    it('says nothing before every criterion has a mark', () => {
        expect(score_of(card, empty_mark())).toBeNull();
        expect(complete(card, { ...empty_mark(), marks: { accuracy: 5, tone: 5, terms: 5, method: 5 } })).toBe(false);
        expect(score_of(card, { ...empty_mark(), critical: true })).toBe(0);
    });
    it('is marked by digits, and by Y and N where there are two levels, whatever the keyboard writes', () => {
        const [five, , , , two] = card.criteria;
        expect(['Digit1', 'Numpad5', 'Digit0', 'Digit6', 'KeyY'].map((code) => mark_of_key(five!, code))).toEqual([1, 5, null, null, null]);
        expect(['Digit1', 'Digit0', 'Digit2', 'KeyY', 'KeyN'].map((code) => mark_of_key(two!, code))).toEqual([1, 0, null, 1, 0]);
    });
    it('names its strata', () => {
        expect(parts_of('all')).toEqual([]);
        expect(parts_of('language=ko newcomer=yes')).toEqual([['language', 'ko'], ['newcomer', 'yes']]);
    });
    it('finds an id for a new criterion', () => {
        expect(fresh_id('House Words!', [])).toBe('house_words');
        expect(fresh_id('Tone', ['tone', 'tone_2'])).toBe('tone_3');
        expect(fresh_id('맞춤법', [])).toBe('criterion');
        expect(weight_sum(card.criteria)).toBe(100);
    });
});

describe('an answer that is worth a tip', () => {
    const post = (over: object) => ({ ours: false, judged: false, author: 'x', text: '', lang: 'ko', at: '', edited: false, deleted: false, ...over });
    const thread = [post({ text: '@onmaru_care 제습기에서  물이 새요' }), post({ ours: true, judged: true, text: '물통을 뺐다가 다시 끼워 주세요. ^JH' })];
    it('is the question without its address and the answer without its initials', () => {
        expect(worth({ answer_id: 'A', thread }, false)).toEqual({ answer: 'A', title: '제습기에서 물이 새요', text: '물통을 뺐다가 다시 끼워 주세요.', lang: 'ko' });
    });
    it('is none after a critical fault, and none that is gone', () => {
        expect(worth({ answer_id: 'A', thread }, true)).toBeNull();
        expect(worth({ answer_id: 'A', thread: [thread[0]!, { ...thread[1]!, deleted: true }] }, false)).toBeNull();
        expect(worth({ answer_id: 'A', thread: [thread[0]!] }, false)).toBeNull();
    });
});
