// The page's side of the stream: hands events to whoever listens, and knows how old what we show is.
import type { Account, ConversationDetail, ConversationRow, Counts, Id, Job, Notice } from '../api/types';

import { open_stream, type StreamState } from './stream';
import type { StreamEvent } from './sse';
import type { FromWorker, ToWorker } from './worker';

export interface LiveEvents {
    conversation: ConversationRow;
    counts: Counts;
    presence: { conversation_id: Id; present: ConversationDetail['present'] };
    account: Account;
    notice: Notice;
    job: Job;
    server: { read_only: boolean };
    reset: { seq: number };
    signed_out: Record<string, never>;
}
type Listener<K extends keyof LiveEvents> = (data: LiveEvents[K]) => void;

const kStaleMs = 15_000;
const kBeatSlackMs = 22_000;

const listeners = new Map<string, Set<(data: never) => void>>();
let state = $state.raw<StreamState | 'off'>('off');
let heard_at = $state.raw(0);
let online = $state.raw(typeof navigator === 'undefined' ? true : navigator.onLine);
let nudge: () => void = () => {};
let stop_stream: () => void = () => {};

export function on<K extends keyof LiveEvents>(event: K, listener: Listener<K>): () => void {
    let set = listeners.get(event);
    if (!set) listeners.set(event, (set = new Set()));
    set.add(listener as (data: never) => void);
    return () => set.delete(listener as (data: never) => void);
}
function hand_out(event: StreamEvent): void {
    let data: never;
    try {
        data = JSON.parse(event.data) as never;
    } catch {
        return;
    }
    for (const listener of listeners.get(event.event) ?? []) listener(data);
}

export function start_live(who: string, after: string | null): void {
    stop_live();
    heard_at = Date.now();
    state = 'connecting';
    // Beats arrive every 15 s; a whole second is fine enough to show.
    const heard = () => { if (Date.now() - heard_at > 900) heard_at = Date.now(); };
    if (typeof SharedWorker !== 'undefined') share_stream(who, after, heard);
    else own_stream(after, heard);
}
function share_stream(who: string, after: string | null, heard: () => void): void {
    const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'manyhands-live' });
    worker.port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (data.kind === 'event') hand_out(data.event);
        else if (data.kind === 'state') state = data.state;
        else heard();
    };
    const post = (message: ToWorker) => worker.port.postMessage(message);
    post({ kind: 'start', after, who });
    const bye = () => post({ kind: 'bye' });
    addEventListener('pagehide', bye);
    // Back from the browser's memory: what happened meanwhile is read anew.
    const back = (event: PageTransitionEvent) => {
        if (!event.persisted) return;
        post({ kind: 'start', after: null, who });
        hand_out({ event: 'reset', data: '{"seq":0}', id: null });
    };
    addEventListener('pageshow', back);
    nudge = () => post({ kind: 'nudge' });
    stop_stream = () => {
        bye();
        removeEventListener('pagehide', bye);
        removeEventListener('pageshow', back);
    };
    worker.onerror = () => {
        stop_stream();
        own_stream(after, heard);
    };
}
// Without a shared worker (Chrome on Android): a phone shows one tab, so a stream of the page's own is fair; it rests while
// the tab is hidden.
function own_stream(after: string | null, heard: () => void): void {
    let last = after;
    let stream: ReturnType<typeof open_stream> | undefined;
    const open = () => {
        stream ??= open_stream({ url: '/api/v1/events', after: last }, {
            event: (event) => { last = event.id ?? last; hand_out(event); },
            state: (now) => { state = now; },
            heard,
        });
    };
    const visible = () => {
        if (document.hidden) { stream?.close(); stream = undefined; } else open();
    };
    document.addEventListener('visibilitychange', visible);
    open();
    nudge = () => stream?.nudge();
    stop_stream = () => {
        document.removeEventListener('visibilitychange', visible);
        stream?.close();
    };
}
export function stop_live(): void {
    stop_stream();
    stop_stream = () => {};
    nudge = () => {};
    state = 'off';
}

if (typeof addEventListener !== 'undefined') {
    addEventListener('online', () => { online = true; nudge(); });
    addEventListener('offline', () => { online = false; });
}

export const is_online = (): boolean => online;
export const stream_state = (): StreamState | 'off' => state;
// Milliseconds since we last heard from the server; 0 while that is recent enough to be called live.
export function stale_ms(now: number): number {
    if (state === 'off') return 0;
    const age = now - heard_at;
    return age > (state === 'open' ? kBeatSlackMs : kStaleMs) ? age : 0;
}
