import { describe, expect, it } from 'vitest';
import type { ConversationRow, Employee, View } from '../../api/types';
import { belongs, is_done, merge, next_index, type ListState } from './merge';

const kim: Employee = { id: 'kim', name: 'Kim', email: '', initials: 'KG', role: 'desk', department_id: 'd', active: true };
function row(id: string, version = 1, more: Partial<ConversationRow> = {}): ConversationRow {
    return { id, account_id: 'a', network: 'bluesky', account_handle: 'b', customer: { handle: id, display_name: id, followers: null, url: null }, lang: 'ko', state: 'waiting', department_id: 'd',
        claim: null, last_answer: null, excerpt: '', posts: 1, found_late: false, waiting_since: '2026-01-01T00:00:00Z', owed: null, answered_in_seconds: null, offered_to: null, going_out: null, attention: null,
        last_post_at: '2026-01-01T00:00:00Z', public_version: 1, version, tags: [], snooze: null, merged_into: null, notes: 0, ...more };
}
const list = (...rows: ConversationRow[]): ListState => ({ rows, fresh: new Set() });
const ids = (state: ListState) => state.rows.map((one) => one.id);

describe('live merge', () => {
    it('changes a shown row in place and never moves anything', () => {
        const next = merge(list(row('a'), row('b'), row('c')), [row('b', 2, { excerpt: 'new' })], 'queue', 'kim');
        expect(ids(next)).toEqual(['a', 'b', 'c']);
        expect(next.rows[1]!.excerpt).toBe('new');
    });
    it('holds new rows back behind the pill', () => {
        const next = merge(list(row('a')), [row('x'), row('y'), row('x', 2)], 'queue', 'kim');
        expect(ids(next)).toEqual(['a']);
        expect([...next.fresh]).toEqual(['x', 'y']);
    });
    it('takes a held-back row off the pill when somebody has claimed it meanwhile', () => {
        const before = merge(list(row('a')), [row('x')], 'queue', 'kim');
        const after = merge(before, [row('x', 2, { state: 'claimed', claim: { holder: kim, fence: 1, until: '' } })], 'queue', 'lee');
        expect(after.fresh.size).toBe(0);
    });
    it('keeps a row that has left the view until the list is read again, and calls it done', () => {
        const next = merge(list(row('a'), row('b')), [row('a', 2, { state: 'answered', waiting_since: null })], 'queue', 'kim');
        expect(ids(next)).toEqual(['a', 'b']);
        expect(is_done(next.rows[0]!, 'queue')).toBe(true);
        expect(is_done(next.rows[1]!, 'queue')).toBe(false);
    });
    it('never lets an older version overwrite a newer one, in whatever order they come', () => {
        expect(merge(list(row('a', 5, { excerpt: 'five' })), [row('a', 4)], 'queue', 'kim').rows[0]!.excerpt).toBe('five');
        const next = merge(list(row('a', 1)), [row('a', 3, { excerpt: 'three' }), row('a', 2)], 'queue', 'kim');
        expect(next.rows[0]!.excerpt).toBe('three');
    });
    it('gives back the same state when nothing changed, so that nothing is drawn again', () => {
        const before = list(row('a'));
        expect(merge(before, [row('z', 1, { state: 'closed' })], 'queue', 'kim')).toBe(before);
    });
    it('takes 500 events a second', () => {
        let state = list(...Array.from({ length: 2000 }, (_, i) => row(`r${i}`)));
        const started = process.cpuUsage();      // this process's own work, whatever else the machine is at
        for (let frame = 0; frame < 7; frame++) {
            state = merge(state, Array.from({ length: 72 }, (_, i) => row(`r${(frame * 300 + i * 7) % 2500}`, frame + 2)), 'queue', 'kim');
        }
        expect(process.cpuUsage(started).user / 1000).toBeLessThan(200);
        expect(state.rows).toHaveLength(2000);
    });
    it('knows where a row belongs', () => {
        const mine = row('a', 1, { state: 'claimed', claim: { holder: kim, fence: 1, until: '' } });
        const cases: [ConversationRow, View, boolean][] = [
            [row('a'), 'queue', true], [mine, 'queue', false], [mine, 'mine', true], [row('a'), 'mine', false],
            [row('a', 1, { offered_to: { employee_id: 'kim', initials: 'KG', until: '' } }), 'mine', true],
            [row('a', 1, { offered_to: { employee_id: 'lee', initials: 'LE', until: '' } }), 'queue', false],
            [row('a', 1, { attention: 'held' }), 'attention', true], [row('a'), 'attention', false],
            [row('a', 1, { state: 'answered' }), 'answered', true], [row('a', 1, { state: 'closed' }), 'all', true],
        ];
        for (const [one, view, is] of cases) expect(belongs(one, view, 'kim'), view).toBe(is);
    });
    it('steps through the list without leaving it', () => {
        expect([next_index(3, -1, 1), next_index(3, -1, -1), next_index(3, 2, 1), next_index(3, 0, -1), next_index(0, -1, 1)]).toEqual([0, 2, 2, 0, -1]);
    });
});
