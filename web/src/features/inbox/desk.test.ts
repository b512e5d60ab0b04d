// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../../api/types';

const told: Record<string, (data: unknown) => void> = {};
vi.mock('../../live/live.svelte', () => ({ on: (event: string, listener: (data: unknown) => void) => { told[event] = listener; return () => {}; }, start_live: () => {}, stop_live: () => {}, stream_state: () => 'off' }));
const job = (more: Partial<Job>): Job => ({ id: 'j', kind: 'close', state: 'running', total: 3, done: 0, failed: 0, results: [], undo_until: null, ...more });
let answers: Record<string, unknown>;
let asked: string[];
let desk: typeof import('./desk.svelte');
let toast: typeof import('../../app/toast.svelte');
const settle = async () => { for (let i = 0; i < 12; i++) await Promise.resolve(); };
beforeEach(async () => {
    vi.resetModules();
    vi.useFakeTimers();
    asked = [];
    answers = {};
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
        const path = `${init.method} ${url.replace('/api/v1', '')}`;
        asked.push(`${path}${init.body ? ` ${String(init.body)}` : ''}`);
        const found = answers[path];
        return new Response(JSON.stringify(found ?? { title: 'no' }), { status: found ? 200 : 409, headers: { 'Content-Type': 'application/json' } });
    });
    desk = await import('./desk.svelte');
    toast = await import('../../app/toast.svelte');
    await (await import('../../i18n/i18n.svelte')).set_lang('en');
});
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals(); });

describe('a job on many', () => {
    it('goes with what is chosen, is followed to its end, and can be undone', async () => {
        for (const id of ['a', 'b', 'c']) desk.choose(id);
        answers['POST /bulk'] = job({});
        expect(await desk.run_job({ kind: 'close' })).toBe(true);
        expect(asked[0]).toBe('POST /bulk {"ids":["a","b","c"],"action":{"kind":"close"}}');
        expect(desk.chosen().size).toBe(0);
        expect(toast.toast()).toMatchObject({ text: '0 of 3 done', part: 0 });
        answers['GET /jobs/j'] = job({ state: 'done', done: 3, undo_until: new Date(Date.now() + 600_000).toISOString() });
        await vi.advanceTimersByTimeAsync(900);
        await settle();
        expect(toast.toast()).toMatchObject({ text: 'Closed 3 conversations' });
        answers['POST /jobs/j/undo'] = job({ state: 'undone', done: 3 });
        toast.toast()!.undo!();
        await settle();
        expect(toast.toast()).toMatchObject({ text: 'Undone' });
        expect(desk.can_undo(desk.current_job(), Date.now())).toBe(false);
    });
    it('tells what could not be done, and stays until that was seen', async () => {
        desk.choose('a');
        answers['POST /bulk'] = job({ state: 'done', total: 1, done: 1, failed: 1, results: [{ conversation_id: 'a', ok: false, problem: 'held' }] });
        await desk.run_job({ kind: 'close' });
        expect(toast.toast()).toMatchObject({ text: 'None could be done', tone: 'late', more: { label: 'See 1 problem' } });
        expect(toast.toast()!.undo).toBeUndefined();
        await vi.advanceTimersByTimeAsync(60_000);
        expect(toast.toast()).not.toBeNull();
        toast.toast()!.more!.run();
        expect(desk.results_open()).toBe(true);
    });
    it('is not led back by news that was overtaken', async () => {
        const stop = desk.follow_jobs();
        desk.choose('a');
        answers['POST /bulk'] = job({ total: 1 });
        await desk.run_job({ kind: 'close' });
        const failed = job({ state: 'done', total: 1, done: 1, failed: 1, results: [{ conversation_id: 'a', ok: false, problem: 'held' }] });
        told['job']!(failed);
        told['job']!(job({ total: 1, done: 0 }));
        expect(desk.current_job()).toEqual(failed);
        stop();
    });
    it('is begun once, however often it is pressed before the server has answered', async () => {
        desk.choose('a');
        answers['POST /bulk'] = job({});
        expect(await Promise.all([desk.run_job({ kind: 'close' }), desk.run_job({ kind: 'close' })])).toEqual([true, false]);
        expect(asked.filter((one) => one.startsWith('POST /bulk'))).toHaveLength(1);
        desk.choose('b');
        expect(await desk.run_job({ kind: 'close' })).toBe(true);
    });
    it('keeps the choice when the server refuses', async () => {
        expect(await desk.run_job({ kind: 'close' })).toBe(false);
        expect(asked).toEqual([]);
        desk.choose('a');
        expect(await desk.run_job({ kind: 'close' })).toBe(false);
        expect([...desk.chosen()]).toEqual(['a']);
        expect(toast.toast()).toMatchObject({ tone: 'late' });
    });
});

describe('people', () => {
    it('are read once, and everybody who asks meanwhile waits for them', async () => {
        answers['GET /employees'] = { items: [{ id: 'lee', name: 'Lee' }] };
        const waiting = [desk.read_people(), desk.read_people()];
        expect(desk.know_people()).toBe(false);
        await waiting[1];
        expect([desk.know_people(), desk.people().map((one) => one.id)]).toEqual([true, ['lee']]);
        await desk.read_people();
        expect(asked.filter((one) => one === 'GET /employees')).toHaveLength(1);
    });
    it('are asked for again when that failed', async () => {
        await desk.read_people();
        expect(desk.know_people()).toBe(false);
        answers['GET /employees'] = { items: [] };
        await desk.read_people();
        expect(desk.know_people()).toBe(true);
    });
});
