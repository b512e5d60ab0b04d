import { describe, expect, it } from 'vitest';
import type { FirstMinutes } from '../../api/first';
import { blocks, done_before, steps_of } from './steps';

const state = (done: boolean): FirstMinutes => ({ to_do: !done, certified: done, level: null, taken: false, looked_at: 0, text_rule: 'graphemes-300',
    cards: [{ id: 'a', title: '', text: '', done }, { id: 'b', title: '', text: '', done }],
    questions: [{ id: 'q', ask: '', options: [], done, tries: 0 }], practice: { customer: '', text: '', done }, topics: [], topics_done: false });

describe('the first minutes', () => {
    it('are cards, questions, practice and the end', () => {
        expect(steps_of(state(false)).map((one) => one.kind)).toEqual(['card', 'card', 'question', 'practice', 'end']);
    });
    it('ask for topics when there are some, once', () => {
        const some = { ...state(false), topics: [{ id: 't', name: 'T', ticked: false }] };
        expect(steps_of(some).at(-2)?.kind).toBe('topics');
        expect(steps_of({ ...some, topics_done: true }).at(-2)?.kind).toBe('practice');
    });
    it('ask what changed and nothing else', () => {
        const changed = state(true);
        changed.cards[1]!.done = false;
        expect(steps_of(changed)).toEqual([{ kind: 'card', id: 'b' }, { kind: 'end', id: '' }]);
    });
    it('go on counting where they were left', () => {
        const some = { ...state(false), topics: [{ id: 't', name: 'T', ticked: false }] };
        expect([done_before(some), steps_of(some).length]).toEqual([0, 6]);
        some.cards[0]!.done = some.cards[1]!.done = true;
        expect([done_before(some), steps_of(some).length]).toEqual([2, 4]);
        expect([done_before({ ...some, topics_done: true }), steps_of({ ...some, topics_done: true }).length]).toEqual([3, 3]);
        const changed = state(true);
        changed.cards[1]!.done = false;
        expect(done_before(changed)).toBe(0);
    });
    it('show bullets as a list', () => {
        expect(blocks('Hello\n\n• one\n• two\nend')).toEqual(['Hello', ['one', 'two'], 'end']);
    });
});
