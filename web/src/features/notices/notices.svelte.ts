// What colleagues want of me: mentions, questions, opinions, conversations handed to me.
import { get, send } from '../../api/client';
import type { Notice, Notices } from '../../api/types';
import { on } from '../../live/live.svelte';

let list = $state.raw<readonly Notice[]>([]);
let unread_count = $state.raw(0);
let state = $state.raw<'loading' | 'ready' | 'failed'>('loading');
const kMost = 100;
const kLookMs = 300_000;

export const notices = (): readonly Notice[] => list;
export const unread = (): number => unread_count;
export const notices_state = () => state;

export async function read_notices(): Promise<void> {
    try {
        const found = await get<Notices>('/notices');
        list = found.items;
        unread_count = found.unread;
        state = 'ready';
    } catch {
        if (state === 'loading') state = 'failed';
    }
}
export async function mark_read(): Promise<void> {
    const newest = list[0];
    if (!newest || unread_count === 0) return;
    unread_count = 0;
    try {
        await send('POST', '/notices/read', { up_to: newest.id });
        list = list.map((one) => ({ ...one, read: true }));
    } catch {
        await read_notices();
    }
}
export function follow_notices(): () => void {
    const offs = [
        on('notice', (one) => {
            const known = list.find((other) => other.id === one.id);
            list = [one, ...list.filter((other) => other.id !== one.id)].sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, kMost);
            if (!one.read && !known) unread_count++;
            if (state !== 'ready') state = 'ready';
        }),
        on('reset', () => void read_notices()),
    ];
    void read_notices();
    // Those of the server itself do not come by the stream.
    const timer = setInterval(() => { if (!document.hidden) void read_notices(); }, kLookMs);
    offs.push(() => clearInterval(timer));
    return () => { for (const off of offs) off(); };
}
