// Keeps one event stream open: resumes with Last-Event-ID, waits longer after each failure, and gives up a connection
// that has been silent for longer than a beat and a half. Runs in the shared worker or in the page.
import { SseParser, type StreamEvent } from './sse';

export type StreamState = 'connecting' | 'open' | 'waiting' | 'signed_out';
export interface StreamHooks {
    event(event: StreamEvent): void;
    state(state: StreamState): void;
    heard(): void;                       // any byte, beats too
}
export interface StreamOptions {
    url: string;
    after: string | null;
    fetch?: typeof fetch;
    wait?: (ms: number, signal: AbortSignal) => Promise<void>;
    silence_ms?: number;
}

const kWaits = [500, 1000, 2000, 4000, 8000, 15_000];

const plain_wait = (ms: number, signal: AbortSignal): Promise<void> => new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => { clearTimeout(timer); done(); }, { once: true });
});

export function open_stream(options: StreamOptions, hooks: StreamHooks): { close(): void; nudge(): void } {
    const { url, fetch: get = fetch, wait = plain_wait, silence_ms = 22_000 } = options;
    let last = options.after;
    let closed = false;
    let attempt = 0;
    let nudged = new AbortController();
    let connection = new AbortController();

    const once = async (): Promise<'again' | 'stop'> => {
        connection = new AbortController();
        hooks.state('connecting');
        let silence: ReturnType<typeof setTimeout> | undefined;
        const mine = connection;
        const listen = () => {
            clearTimeout(silence);
            silence = setTimeout(() => mine.abort(), silence_ms);
        };
        try {
            listen();
            const headers: Record<string, string> = { Accept: 'text/event-stream' };
            if (last !== null) headers['Last-Event-ID'] = last;
            const response = await get(last === null ? url : `${url}?after=${encodeURIComponent(last)}`,
                { headers, credentials: 'same-origin', cache: 'no-store', signal: mine.signal });
            if (response.status === 401 || response.status === 403) {
                hooks.state('signed_out');
                return 'stop';
            }
            if (!response.ok || !response.body) return 'again';
            attempt = 0;
            hooks.state('open');
            hooks.heard();
            const parser = new SseParser();
            const decoder = new TextDecoder();
            const reader = response.body.getReader();
            for (;;) {
                const { done, value } = await reader.read();
                if (done) return 'again';
                listen();
                hooks.heard();
                for (const event of parser.push(decoder.decode(value, { stream: true }))) {
                    if (event.id !== null) last = event.id;
                    hooks.event(event);
                    if (event.event === 'signed_out') {
                        hooks.state('signed_out');
                        return 'stop';
                    }
                }
            }
        } catch {
            return 'again';
        } finally {
            clearTimeout(silence);
            mine.abort();
        }
    };
    const run = async () => {
        while (!closed) {
            if (await once() === 'stop' || closed) return;
            hooks.state('waiting');
            nudged = new AbortController();
            await wait(kWaits[Math.min(attempt++, kWaits.length - 1)]!, nudged.signal);
        }
    };
    void run();
    return {
        close: () => { closed = true; connection.abort(); nudged.abort(); },
        nudge: () => { attempt = 0; nudged.abort(); },
    };
}
