// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { forget_waiting, keep_waiting, waiting } from './waiting';

const one = { id: 'c-1', handle: 'bori', text: '곧 도착합니다.', at: 1000, key: 'k' };
beforeEach(() => localStorage.clear());
describe('an answer that waits for a connection', () => {
    it('is kept for its person alone, until it is forgotten', () => {
        keep_waiting('kim', one);
        expect(waiting('kim', 2000)).toEqual(one);
        expect(waiting('lee', 2000)).toBeNull();
        forget_waiting('kim');
        expect(waiting('kim', 2000)).toBeNull();
    });
    it('is too old after two weeks', () => {
        keep_waiting('kim', one);
        expect(waiting('kim', 1000 + 15 * 86_400_000)).toBeNull();
    });
    it('survives what others left in the storage', () => {
        localStorage.setItem('manyhands.draft.kim.quick-waiting', '{"id":3}');
        expect(waiting('kim', 0)).toBeNull();
        localStorage.setItem('manyhands.draft.kim.quick-waiting', '{');
        expect(waiting('kim', 0)).toBeNull();
    });
    it('goes with the other drafts when its person signs out', () => {
        keep_waiting('kim', one);
        expect(Object.keys(localStorage).every((key) => key.startsWith('manyhands.draft.'))).toBe(true);
    });
});
