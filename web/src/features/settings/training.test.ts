import { describe, expect, it } from 'vitest';
import type { Level, TrainingDocument } from '../../api/first';
import { fresh_level, levels_left_bare, moved_up, newly_asked, toggled, without_topic } from './training';

const level = (id: string, topics: string[] = []): Level => ({ id, name: { ko: id, en: id }, topics, languages: [], barred: [] });
const document: TrainingDocument = { asks: ['employee'], cards: [], questions: [], practice: { customer: { ko: '', en: '' }, text: { ko: '', en: '' } },
    topics: [{ query: 'q1', name: { ko: '배송', en: 'Delivery' } }, { query: 'q2', name: { ko: '환불', en: 'Refunds' } }], levels: [level('first', ['q1']), level('all'), level('both', ['q1', 'q2'])] };

describe('the forms of the first minutes', () => {
    it('tick and untick', () => {
        expect(toggled(['a'], 'b', true)).toEqual(['a', 'b']);
        expect(toggled(['a', 'b'], 'b', true)).toEqual(['a', 'b']);
        expect(toggled(['a', 'b'], 'a', false)).toEqual(['b']);
    });
    it('know who is asked from now on', () => {
        expect(newly_asked(['employee'], ['desk', 'employee'])).toEqual(['desk']);
        expect(newly_asked(['employee', 'desk'], ['desk'])).toEqual([]);
    });
    it('make a level that nobody has yet', () => {
        expect(fresh_level([level('level-2')]).id).toBe('level-3');
        expect(fresh_level([]).id).toBe('level-1');
    });
    it('never widen a level by taking its last topic away', () => {
        expect(levels_left_bare(document.levels, 'q1').map((one) => one.id)).toEqual(['first']);
        expect(levels_left_bare(document.levels, 'q2')).toEqual([]);
        const less = without_topic(document, 'q2');
        expect(less.topics.map((one) => one.query)).toEqual(['q1']);
        expect(less.levels.map((one) => one.topics)).toEqual([['q1'], [], ['q1']]);
        expect(document.topics.length).toBe(2);
    });
    it('put a level before another', () => {
        expect(moved_up(document.levels, 2).map((one) => one.id)).toEqual(['first', 'both', 'all']);
        expect(moved_up(document.levels, 0).map((one) => one.id)).toEqual(['first', 'all', 'both']);
    });
});
