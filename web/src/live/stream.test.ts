import { describe, expect, it } from 'vitest';
import { SseParser } from './sse';
import { open_stream, type StreamState } from './stream';

describe('event parser', () => {
    it('reads events in whatever pieces they come', () => {
        const text = 'id: 7\nevent: counts\ndata: {"a":\ndata: 1}\n\n: beat\n\ndata: plain\r\n\r\n';
        for (let cut = 1; cut < text.length; cut++) {
            const parser = new SseParser();
            const found = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))];
            expect(found, `cut at ${cut}`).toEqual([{ event: 'counts', data: '{"a":\n1}', id: '7' }, { event: 'message', data: 'plain', id: null }]);
        }
    });
    it('ignores fields it does not know and an id with a NUL', () => {
        expect(new SseParser().push('retry: 5\nid: a\0b\nfoo\ndata\n\n')).toEqual([{ event: 'message', data: '', id: null }]);
    });
});

function answer(...pieces: string[]): Response {
    const body = new ReadableStream<Uint8Array>({ start(control) {
        for (const piece of pieces) control.enqueue(new TextEncoder().encode(piece));
        control.close();
    } });
    return new Response(body, { status: 200, headers: { 'Content-Type': 'text/event-stream' } });
}
describe('stream', () => {
    it('resumes after the last event it heard, waits longer after each failure, and stops when signed out', async () => {
        const asked: [string, string | null][] = [];
        const waits: number[] = [];
        const states: StreamState[] = [];
        const events: string[] = [];
        const answers = [() => answer('id: 41\nevent: counts\ndata: 1\n\n'), () => { throw new TypeError('down'); }, () => new Response('', { status: 503 }), () => answer('id: 42\ndata: 2\n\n'), () => new Response('', { status: 401 })];
        await new Promise<void>((done) => {
            open_stream({ url: '/e', after: '40', wait: async (ms) => { waits.push(ms); },
                fetch: (async (url: string, init: RequestInit) => {
                    asked.push([url, (init.headers as Record<string, string>)['Last-Event-ID'] ?? null]);
                    return answers.shift()!();
                }) as typeof fetch },
            { event: (event) => events.push(event.data), heard: () => {}, state: (state) => { states.push(state); if (state === 'signed_out') done(); } });
        });
        expect(asked.map(([, id]) => id)).toEqual(['40', '41', '41', '41', '42']);
        expect(asked[1]![0]).toBe('/e?after=41');
        expect(events).toEqual(['1', '2']);
        expect(waits).toEqual([500, 1000, 2000, 500]);
        expect(states.at(-1)).toBe('signed_out');
    });
    it('gives up a connection that has fallen silent', async () => {
        let connections = 0;
        await new Promise<void>((done) => {
            const stream = open_stream({ url: '/e', after: null, silence_ms: 20, wait: async () => {}, fetch: (async (_url: string, init: RequestInit) => {
                connections++;
                if (connections === 2) { stream.close(); done(); }
                return new Response(new ReadableStream({ start(control) { init.signal!.addEventListener('abort', () => control.error(new Error('gone'))); } }));
            }) as typeof fetch }, { event: () => {}, heard: () => {}, state: () => {} });
        });
        expect(connections).toBe(2);
    });
});
