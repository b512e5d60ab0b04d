import { describe, expect, it } from 'vitest';
import { change, pick_query, query_of, type Question } from './question';

const asked: Question = { from: 'F', to: 'T', zone: 'Asia/Seoul', clock: 'wall', by: 'employee', account: '', department: 'D', employee: '', compare: true };

describe('the query of a report', () => {
    it('holds what was asked and leaves out what was not', () => {
        const query = new URLSearchParams(query_of(asked));
        expect(Object.fromEntries(query)).toEqual({ from: 'F', to: 'T', zone: 'Asia/Seoul', by: 'employee', clock: 'wall', department: 'D', compare: 'before' });
    });
    it('of a figure keeps the question and adds the figure', () => {
        const query = new URLSearchParams(pick_query(query_of(asked), { group: '', fate: 'never', band: 0 }, 'C'));
        expect(query.get('group')).toBe('');
        expect(query.get('fate')).toBe('never');
        expect(query.get('band')).toBe('0');
        expect(query.get('cursor')).toBe('C');
        expect(query.get('department')).toBe('D');
        expect(query.has('compare')).toBe(false);
        expect(new URLSearchParams(pick_query('a=b', {}, null)).toString()).toBe('a=b');
    });
});
describe('the change against the period before', () => {
    it('is in percent of what was', () => {
        expect(change(50, 100)).toBe(-50);
        expect(change(150, 100)).toBe(50);
    });
    it('is nothing where there is nothing to compare', () => {
        expect(change(null, 100)).toBeNull();
        expect(change(5, null)).toBeNull();
        expect(change(5, 0)).toBeNull();
    });
});
