import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamHooks, StreamOptions } from './stream';
import type { FromWorker, ToWorker } from './worker';

// The worker as its tabs see it: each tab a port, the stream in our hand.
const streams: { options: StreamOptions; hooks: StreamHooks; closed: boolean; nudged: number }[] = [];
vi.mock('./stream', () => ({
    open_stream: (options: StreamOptions, hooks: StreamHooks) => {
        const made = { options, hooks, closed: false, nudged: 0 };
        streams.push(made);
        return { close: () => { made.closed = true; }, nudge: () => { made.nudged++; } };
    },
}));
interface Tab { got: FromWorker[]; say: (message: ToWorker) => void; events: () => string[] }
let connect: (event: { ports: unknown[] }) => void;
function tab(): Tab {
    const got: FromWorker[] = [];
    const port = { onmessage: null as ((event: { data: ToWorker }) => void) | null, postMessage: (message: FromWorker) => got.push(message), start: () => {} };
    connect({ ports: [port] });
    return { got, say: (data) => port.onmessage!({ data }), events: () => got.flatMap((one) => (one.kind === 'event' ? [one.event.data] : [])) };
}
const last = () => streams.at(-1)!;
const event = (id: number) => last().hooks.event({ event: 'conversation', data: `e${id}`, id: String(id) });

beforeEach(async () => {
    streams.length = 0;
    vi.resetModules();
    vi.stubGlobal('self', {});
    await import('./worker');
    connect = (globalThis as unknown as { self: { onconnect: typeof connect } }).self.onconnect;
});
afterEach(() => vi.unstubAllGlobals());

describe('shared stream', () => {
    it('opens one stream for many tabs', () => {
        const [one, two] = [tab(), tab()];
        one.say({ kind: 'start', after: '10', who: 'kim' });
        last().hooks.state('open');
        two.say({ kind: 'start', after: '10', who: 'kim' });
        expect(streams).toHaveLength(1);
        event(11);
        expect([one.events(), two.events()]).toEqual([['e11'], ['e11']]);
        expect(two.got).toContainEqual({ kind: 'state', state: 'open' });
    });
    it('hands a tab that joins what came since it read its list, and nothing before', () => {
        const one = tab();
        one.say({ kind: 'start', after: '10', who: 'kim' });
        [11, 12, 13].forEach(event);
        const two = tab();
        two.say({ kind: 'start', after: '12', who: 'kim' });
        expect(two.events()).toEqual(['e13']);
    });
    it('begins anew when a tab’s list is older than what is remembered', () => {
        tab().say({ kind: 'start', after: '10', who: 'kim' });
        tab().say({ kind: 'start', after: '9', who: 'kim' });
        expect(streams).toHaveLength(2);
        expect([streams[0]!.closed, last().options.after]).toEqual([true, '9']);
    });
    it('remembers 500 events, no more', () => {
        tab().say({ kind: 'start', after: '0', who: 'kim' });
        for (let id = 1; id <= 600; id++) event(id);
        const two = tab();
        two.say({ kind: 'start', after: '100', who: 'kim' });
        expect(two.events()).toHaveLength(500);
        tab().say({ kind: 'start', after: '99', who: 'kim' });
        expect(streams).toHaveLength(2);
    });
    it('begins anew for another person, and after the session ended', () => {
        tab().say({ kind: 'start', after: '1', who: 'kim' });
        tab().say({ kind: 'start', after: '1', who: 'lee' });
        expect(streams).toHaveLength(2);
        last().hooks.state('signed_out');
        tab().say({ kind: 'start', after: '1', who: 'lee' });
        expect(streams).toHaveLength(3);
    });
    it('closes the stream with the last tab, and hurries on a nudge', () => {
        const [one, two] = [tab(), tab()];
        one.say({ kind: 'start', after: '1', who: 'kim' });
        two.say({ kind: 'start', after: '1', who: 'kim' });
        one.say({ kind: 'nudge' });
        expect(last().nudged).toBe(1);
        one.say({ kind: 'bye' });
        expect(last().closed).toBe(false);
        two.say({ kind: 'bye' });
        expect(last().closed).toBe(true);
    });
});
