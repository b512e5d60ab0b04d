import { describe, expect, it } from 'vitest';
import { all, kMost, kNothing, range, toggle } from './select';

const order = ['a', 'b', 'c', 'd', 'e'];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join('');
describe('choosing many', () => {
    it('toggles one', () => {
        const one = toggle(kNothing, 'b');
        expect([ids(one), one.anchor]).toEqual(['b', 'b']);
        expect(ids(toggle(one, 'b'))).toBe('');
        expect(kNothing.ids.size).toBe(0);
    });
    it('takes everything from the last one to this, in both directions', () => {
        expect(ids(range(toggle(kNothing, 'b'), order, 'd'))).toBe('bcd');
        expect(ids(range(toggle(kNothing, 'd'), order, 'b'))).toBe('bcd');
        expect(ids(range(toggle(toggle(kNothing, 'a'), 'c'), order, 'e'))).toBe('acde');
    });
    it('is a plain choice when there is nothing to count from', () => {
        expect(ids(range(kNothing, order, 'c'))).toBe('c');
        expect(ids(range({ ids: new Set(['x']), anchor: 'gone' }, order, 'c'))).toBe('cx');
    });
    it('never takes more than one job can', () => {
        const many = Array.from({ length: kMost + 20 }, (_, i) => `r${i}`);
        expect(all(many).ids.size).toBe(kMost);
        expect(toggle(all(many), 'more').ids.size).toBe(kMost);
        expect(range(toggle(kNothing, 'r0'), many, 'r519').ids.size).toBe(kMost);
    });
});
