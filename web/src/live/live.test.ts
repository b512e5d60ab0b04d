// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamHooks, StreamOptions } from './stream';

// A browser without SharedWorker: the page keeps a stream of its own.
const streams: { options: StreamOptions; hooks: StreamHooks; closed: boolean; nudged: number }[] = [];
vi.mock('./stream', () => ({
    open_stream: (options: StreamOptions, hooks: StreamHooks) => {
        const made = { options, hooks, closed: false, nudged: 0 };
        streams.push(made);
        return { close: () => { made.closed = true; }, nudge: () => { made.nudged++; } };
    },
}));
let live: typeof import('./live.svelte');
let hidden = false;
const last = () => streams.at(-1)!;
beforeEach(async () => {
    vi.resetModules();
    vi.useFakeTimers();
    streams.length = 0;
    hidden = false;
    vi.stubGlobal('SharedWorker', undefined);
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    live = await import('./live.svelte');
});
afterEach(() => { live.stop_live(); vi.useRealTimers(); vi.unstubAllGlobals(); });

describe('live', () => {
    it('hands events to those who listen, and survives what is no JSON', () => {
        const got: unknown[] = [];
        const off = live.on('counts', (data) => got.push(data));
        live.start_live('kim', '7');
        expect(last().options.after).toBe('7');
        last().hooks.event({ event: 'counts', data: '{"queue":3}', id: '8' });
        last().hooks.event({ event: 'counts', data: '{', id: '9' });
        last().hooks.event({ event: 'unheard', data: '1', id: '10' });
        off();
        last().hooks.event({ event: 'counts', data: '{"queue":4}', id: '11' });
        expect(got).toEqual([{ queue: 3 }]);
    });
    it('calls what it shows stale 15 s after the stream broke, or when beats stay away', () => {
        live.start_live('kim', null);
        last().hooks.state('open');
        last().hooks.heard();
        const start = Date.now();
        expect(live.stale_ms(start + 20_000)).toBe(0);
        expect(live.stale_ms(start + 23_000)).toBe(23_000);
        last().hooks.state('waiting');
        expect(live.stale_ms(start + 14_000)).toBe(0);
        expect(live.stale_ms(start + 16_000)).toBe(16_000);
        vi.advanceTimersByTime(20_000);
        last().hooks.heard();
        last().hooks.state('open');
        expect(live.stale_ms(Date.now())).toBe(0);
        live.stop_live();
        expect([live.stale_ms(start + 999_999), live.stream_state()]).toEqual([0, 'off']);
    });
    it('rests while the page is hidden and goes on where it was', () => {
        live.start_live('kim', '7');
        last().hooks.event({ event: 'counts', data: '{}', id: '12' });
        hidden = true;
        document.dispatchEvent(new Event('visibilitychange'));
        expect(last().closed).toBe(true);
        hidden = false;
        document.dispatchEvent(new Event('visibilitychange'));
        expect(streams).toHaveLength(2);
        expect(last().options.after).toBe('12');
    });
    it('hurries when the connection is back', () => {
        live.start_live('kim', null);
        dispatchEvent(new Event('offline'));
        expect(live.is_online()).toBe(false);
        dispatchEvent(new Event('online'));
        expect([live.is_online(), last().nudged]).toEqual([true, 1]);
    });
    it('keeps one stream when started again', () => {
        live.start_live('kim', '1');
        live.start_live('kim', '2');
        expect(streams.map(({ closed }) => closed)).toEqual([true, false]);
    });
});
