// One stream per browser, shared by every tab: HTTP/1.1 browsers allow six connections to an origin, so ten tabs with
// a stream each would leave none for answers.
import { open_stream, type StreamState } from './stream';
import type { StreamEvent } from './sse';

export type ToWorker = { kind: 'start'; after: string | null; who: string } | { kind: 'nudge' } | { kind: 'bye' };
export type FromWorker =
    | { kind: 'event'; event: StreamEvent } | { kind: 'state'; state: StreamState } | { kind: 'heard' };

declare const self: { onconnect: ((event: MessageEvent) => void) | null };

const ports = new Set<MessagePort>();
let stream: ReturnType<typeof open_stream> | undefined;
let state: StreamState = 'connecting';
let who = '';
// A tab that joins has read its lists at some sequence number; what came since is handed to it from here.
const kRecent = 500;
let recent: StreamEvent[] = [];
let from = '';      // everything after this number is in `recent`; '': not known

const tell = (message: FromWorker) => { for (const port of ports) port.postMessage(message); };
function start(after: string | null) {
    stream?.close();
    recent = [];
    from = after ?? '';
    stream = open_stream({ url: '/api/v1/events', after }, {
        event: (event) => {
            if (event.id !== null) {
                recent.push(event);
                if (recent.length > kRecent) from = recent.shift()!.id!;
            }
            tell({ kind: 'event', event });
        },
        state: (now) => { state = now; tell({ kind: 'state', state: now }); },
        heard: () => tell({ kind: 'heard' }),
    });
}
self.onconnect = (event) => {
    const port = event.ports[0]!;
    port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
        if (data.kind === 'start') {
            ports.add(port);
            // Somebody else signed in, or the session had ended: begin anew. Otherwise this tab joins the stream.
            const gap = data.after !== null && (from === '' || Number(data.after) < Number(from));
            if (!stream || data.who !== who || state === 'signed_out' || gap) {
                who = data.who;
                start(data.after);
            } else {
                for (const event of recent) {
                    if (data.after !== null && Number(event.id) > Number(data.after)) port.postMessage({ kind: 'event', event } satisfies FromWorker);
                }
                if (state !== 'open') return;
                port.postMessage({ kind: 'state', state } satisfies FromWorker);
                port.postMessage({ kind: 'heard' } satisfies FromWorker);
            }
        } else if (data.kind === 'nudge') {
            stream?.nudge();
        } else {
            ports.delete(port);
            if (ports.size === 0) {
                stream?.close();
                stream = undefined;
            }
        }
    };
    port.start();
};
