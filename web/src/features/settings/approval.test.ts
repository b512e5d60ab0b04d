import { describe, expect, it } from 'vitest';
import type { LanesDocument } from '../../api/approvals';
import { add_to, entries_of, put_limit, take_from } from './approval';

const none = { krw: 0, usd: 0, percent: 0 };
const document: LanesDocument = { lanes: [], limits: { employee: none, desk: none, lead: none, admin: none } };

describe('approval lanes', () => {
    it('adds each once and takes it out again', () => {
        let people = add_to({}, 'role:lead');
        people = add_to(people, 'role:lead');
        people = add_to(people, 'person:01A');
        people = add_to(people, 'department:01A');
        expect(entries_of(people)).toEqual([{ kind: 'role', id: 'lead' }, { kind: 'department', id: '01A' }, { kind: 'person', id: '01A' }]);
        expect(add_to(people, '')).toBe(people);
        expect(add_to(people, 'colour:red')).toBe(people);
        expect(entries_of(take_from(people, { kind: 'person', id: '01A' }))).toEqual([{ kind: 'role', id: 'lead' }, { kind: 'department', id: '01A' }]);
    });
    it('reads a limit as it is written', () => {
        expect(put_limit(document, 'desk', 'krw', '50,000').limits.desk).toEqual({ krw: 50000, usd: 0, percent: 0 });
        expect(put_limit(document, 'desk', 'krw', ' ').limits.desk.krw).toBeNull();
        expect(put_limit(document, 'desk', 'krw', '-5')).toBe(document);
        expect(put_limit(document, 'desk', 'krw', 'much')).toBe(document);
        expect(document.limits.desk.krw).toBe(0);
    });
});
