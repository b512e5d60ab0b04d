// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SavedView } from '../../api/desk';

const view = (id: string, name: string, position: number): SavedView => ({ id, name, query: `tag:${name}`, shared: 'me', owner: { id: 'kim', initials: 'KG', name: '김가온' }, position, count: 1, count_is_floor: false });
let answers: Record<string, unknown>;
let asked: string[];
let views: typeof import('./views.svelte');
beforeEach(async () => {
    vi.resetModules();
    asked = [];
    answers = {};
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
        const path = url.replace('/api/v1', '');
        asked.push(`${init.method} ${path}${init.body ? ` ${String(init.body)}` : ''}`);
        const found = answers[`${init.method} ${path}`];
        return found === undefined ? new Response('{"title":"no"}', { status: 500, headers: { 'Content-Type': 'application/problem+json' } })
            : new Response(found === null ? null : JSON.stringify(found), { status: found === null ? 204 : 200, headers: { 'Content-Type': 'application/json' } });
    });
    views = await import('./views.svelte');
});
afterEach(() => vi.unstubAllGlobals());

describe('saved views', () => {
    it('stand in their order', async () => {
        answers['GET /views'] = { items: [view('b', '나', 2), view('c', '가', 2), view('a', '다', 1)] };
        await views.read_views();
        expect(views.saved_views().map((one) => one.id)).toEqual(['a', 'c', 'b']);
        expect(views.saved_view('c')?.name).toBe('가');
        expect(views.views_state()).toBe('ready');
    });
    it('are not asked for again at once', async () => {
        answers['GET /views'] = { items: [] };
        await views.read_views(1000);
        await views.read_views(5000, true);
        expect(asked).toHaveLength(1);
        await views.read_views(12_000, true);
        expect(asked).toHaveLength(2);
    });
    it('say that they could not be read, and stay when they were read before', async () => {
        await views.read_views();
        expect(views.views_state()).toBe('failed');
        answers['GET /views'] = { items: [view('a', '가', 1)] };
        await views.read_views();
        delete answers['GET /views'];
        await views.read_views();
        expect([views.views_state(), views.saved_views().length]).toEqual(['ready', 1]);
    });
    it('are made, changed and removed', async () => {
        answers['POST /views'] = view('n', '새것', 1);
        expect((await views.add_view('새것', 'tag:새것', 'me')).id).toBe('n');
        answers['PATCH /views/n'] = { ...view('n', '고친 것', 1) };
        await views.change_view('n', { name: '고친 것' });
        expect(views.saved_view('n')?.name).toBe('고친 것');
        answers['DELETE /views/n'] = null;
        await views.remove_view('n');
        expect(views.saved_views()).toEqual([]);
        await expect(views.remove_view('gone')).rejects.toMatchObject({ status: 500 });
    });
});
