// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Notice } from '../../api/types';

vi.mock('../../live/live.svelte', () => {
    const listeners = new Map<string, (data: unknown) => void>();
    return { on: (event: string, listener: (data: unknown) => void) => { listeners.set(event, listener); return () => listeners.delete(event); }, stream_state: () => 'off', emit: (event: string, data: unknown) => listeners.get(event)?.(data) };
});
const notice = (id: string, minute: number, read = false): Notice => ({ id, kind: 'mention', conversation_id: 'c', by: { id: 'lee', initials: 'DY', name: '이도윤' }, at: `2026-03-12T05:${String(minute).padStart(2, '0')}:00Z`, excerpt: 'x', read });
let answer: { items: Notice[]; unread: number } | null;
let asked: string[];
let notices: typeof import('./notices.svelte');
let emit: (event: string, data: unknown) => void;
beforeEach(async () => {
    vi.resetModules();
    asked = [];
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
        asked.push(`${init.method} ${url}${init.body ? ` ${String(init.body)}` : ''}`);
        return new Response(JSON.stringify(answer ?? { title: 'no' }), { status: answer ? 200 : 503, headers: { 'Content-Type': 'application/json' } });
    });
    notices = await import('./notices.svelte');
    emit = (await import('../../live/live.svelte') as unknown as { emit: typeof emit }).emit;
});
afterEach(() => vi.unstubAllGlobals());

describe('notices', () => {
    it('come newest first and count what is unread, each once', async () => {
        answer = { items: [notice('b', 2), notice('a', 1, true)], unread: 1 };
        await notices.read_notices();
        const stop = notices.follow_notices();
        emit('notice', notice('c', 3));
        emit('notice', notice('c', 3));
        expect(notices.notices().map((one) => one.id)).toEqual(['c', 'b', 'a']);
        expect(notices.unread()).toBe(2);
        stop();
    });
    it('are read up to the newest, and not asked about when there is nothing to read', async () => {
        answer = { items: [notice('b', 2), notice('a', 1)], unread: 2 };
        await notices.read_notices();
        await notices.mark_read();
        expect(asked.at(-1)).toBe('POST /api/v1/notices/read {"up_to":"b"}');
        expect([notices.unread(), notices.notices().every((one) => one.read)]).toEqual([0, true]);
        const before = asked.length;
        await notices.mark_read();
        expect(asked.length).toBe(before);
    });
    it('lose none that comes while they are being read, nor call it read with the others', async () => {
        const stop = notices.follow_notices();
        answer = { items: [notice('a', 1)], unread: 1 };
        const reading = notices.read_notices();
        // The answer that is on its way was given before this one came.
        answer = { items: [notice('b', 2), notice('a', 1)], unread: 2 };
        emit('notice', notice('b', 2));
        await reading;
        await vi.waitFor(() => expect(notices.notices().map((one) => one.id)).toEqual(['b', 'a']));
        expect(notices.unread()).toBe(2);
        const marking = notices.mark_read();
        emit('notice', notice('c', 3));
        await marking;
        expect([notices.unread(), notices.notices().map((one) => one.read)]).toEqual([1, [false, true, true]]);
        stop();
    });
    it('say when they could not be read', async () => {
        answer = null;
        await notices.read_notices();
        expect(notices.notices_state()).toBe('failed');
    });
});
