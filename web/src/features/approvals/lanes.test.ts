import { describe, expect, it } from 'vitest';
import type { ApprovalItem, ApprovalLane } from '../../api/approvals';
import { after, mine_in, minutes_left, open_lanes, pieces, step, stuck } from './lanes';

const lane = (over: Partial<ApprovalLane> = {}): ApprovalLane => ({ risk: 'legal', step: 'approvers', due_at: null, words: [], approved_by: null, deciders: [{ id: 'e', initials: 'LN', name: 'Lee' }], mine: true, exception: null, ...over });
const item = (id: string, lanes = [lane()]): ApprovalItem => ({ answer_id: id, conversation_id: `c${id}`, network: 'simulated', customer: 'ann', excerpt: '', author: { id: 'a', initials: 'KG', name: 'Kim' }, text: '', parts: 1, asked_at: '2026-03-09T05:00:00Z', due_at: null, lanes });

describe('approvals', () => {
    it('knows which lanes are mine and which are nobody\'s', () => {
        const one = item('1', [lane(), lane({ risk: 'press', mine: false, deciders: [] }), lane({ risk: 'safety', approved_by: { id: 'x', initials: 'X', name: 'X' } })]);
        expect(open_lanes(one).map((l) => l.risk)).toEqual(['legal', 'press']);
        expect(mine_in(one).map((l) => l.risk)).toEqual(['legal']);
        expect(stuck(one).map((l) => l.risk)).toEqual(['press']);
    });
    it('counts whole minutes and never below none', () => {
        const now = Date.parse('2026-03-09T05:00:30Z');
        expect(minutes_left('2026-03-09T05:10:00Z', now)).toBe(10);
        expect(minutes_left('2026-03-09T05:00:31Z', now)).toBe(1);
        expect(minutes_left('2026-03-09T04:00:00Z', now)).toBe(0);
        expect(minutes_left(null, now)).toBeNull();
    });
    it('goes on with the one that took the place', () => {
        const all = [item('1'), item('2'), item('3')];
        expect(after(all, '2')).toBe('3');
        expect(after(all, '3')).toBe('2');
        expect(after([item('1')], '1')).toBeNull();
        expect(step(all, '1', -1)).toBe('1');
        expect(step(all, '1', 1)).toBe('2');
        expect(step(all, null, 1)).toBe('1');
        expect(step([], null, 1)).toBeNull();
    });
    it('marks the words where they stand', () => {
        expect(pieces('Our lawyer says lawyers', ['lawyer', 'lawyers'])).toEqual([
            { text: 'Our ', risky: false }, { text: 'lawyer', risky: true }, { text: ' says ', risky: false }, { text: 'lawyers', risky: true }]);
        expect(pieces('환불 5만 원을', ['5만 원'])).toEqual([{ text: '환불 ', risky: false }, { text: '5만 원', risky: true }, { text: '을', risky: false }]);
        expect(pieces('plain', ['', ' '])).toEqual([{ text: 'plain', risky: false }]);
        expect(pieces('', ['x'])).toEqual([]);
    });
});
