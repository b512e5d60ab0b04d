// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { forget_old, keep_local, local, newer, newest, went_out } from './draft';

beforeEach(() => localStorage.clear());
describe('draft', () => {
    it('is kept by person and conversation', () => {
        keep_local('kim', 'c1', '안녕하세요', 5);
        expect(local('kim', 'c1')).toEqual({ text: '안녕하세요', at: 5 });
        expect(local('lee', 'c1')).toBeNull();
        keep_local('kim', 'c1', '', 6);
        expect(local('kim', 'c1')).toBeNull();
    });
    it('is kept with its pictures, also when there is no text yet', () => {
        keep_local('kim', 'c1', '', 5, [{ id: 'm1', alt: '부표' }]);
        expect(local('kim', 'c1')).toEqual({ text: '', at: 5, images: [{ id: 'm1', alt: '부표' }] });
        keep_local('kim', 'c1', '', 6, []);
        expect(local('kim', 'c1')).toBeNull();
    });
    it('comes with the pictures of whichever is newer', () => {
        const there = { text: 'server', saved_at: '2026-01-01T00:00:10Z', media: [{ id: 'm1', alt: 'there' }] };
        const at = Date.parse(there.saved_at);
        expect(newest({ text: 'here', at: at + 1, images: [{ id: 'm2', alt: 'here' }] }, there)).toEqual({ text: 'here', images: [{ id: 'm2', alt: 'here' }] });
        expect(newest({ text: 'here', at: at - 1 }, there)).toEqual({ text: 'server', images: there.media });
        expect(newest({ text: 'here', at }, null)).toEqual({ text: 'here', images: [] });
    });
    it('survives rubbish in the storage', () => {
        localStorage.setItem('manyhands.draft.kim.c1', '{"text":');
        expect(local('kim', 'c1')).toBeNull();
        localStorage.setItem('manyhands.draft.kim.c1', '{"text":7,"at":"x"}');
        expect(local('kim', 'c1')).toBeNull();
    });
    it('sent in another tab takes along what was only shown here, and nothing that was typed here', () => {
        expect(went_out('안녕하세요', false, ['안녕하세요, 확인했습니다.'])).toBe(true);
        expect(went_out('둘째 ', false, ['첫째', '둘째'])).toBe(true);
        expect(went_out('다른 글', false, ['안녕하세요'])).toBe(false);
        expect(went_out('안녕', true, ['안녕하세요'])).toBe(false);
        expect(went_out('안녕하세요 ', true, ['안녕하세요'])).toBe(true);
    });
    it('takes whichever is newer', () => {
        const there = { text: 'server', saved_at: '2026-01-01T00:00:10Z' };
        const at = Date.parse('2026-01-01T00:00:10Z');
        expect(newer({ text: 'here', at: at + 1 }, there)).toBe('here');
        expect(newer({ text: 'here', at: at - 1 }, there)).toBe('server');
        expect(newer(null, there)).toBe('server');
        expect(newer(null, null)).toBe('');
    });
    it('forgets drafts of a fortnight ago, and nothing else', () => {
        keep_local('kim', 'old', 'x', 0);
        keep_local('kim', 'new', 'y', 15 * 86_400_000);
        localStorage.setItem('other', 'stays');
        forget_old(15 * 86_400_000);
        expect([local('kim', 'old'), local('kim', 'new')?.text, localStorage.getItem('other')]).toEqual([null, 'y', 'stays']);
    });
});
