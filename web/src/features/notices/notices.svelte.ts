// What colleagues want of me: mentions, questions, opinions, conversations handed to me.
import { untrack } from 'svelte';
import { get, send } from '../../api/client';
import type { Notice, Notices } from '../../api/types';
import { on, stream_state } from '../../live/live.svelte';
import { count_approvals } from '../approvals/count.svelte';

let list = $state.raw<readonly Notice[]>([]);
let unread_count = $state.raw(0);
let state = $state.raw<'loading' | 'ready' | 'failed'>('loading');
const kMost = 100;
const kLookMs = 300_000;

export const notices = (): readonly Notice[] => list;
export const unread = (): number => unread_count;
export const notices_state = () => state;

// An answer that was overtaken, by a newer question or by the stream, may lack what is known by now: it is asked for again.
let asked = 0;
let answered = 0;
export async function read_notices(): Promise<void> {
    const mine_is = ++asked;
    try {
        const found = await get<Notices>('/notices');
        if (mine_is !== asked) return;
        list = found.items;
        // Who was asked once looks whether anything waits still.
        if (list.some((one) => one.kind === 'approval')) void count_approvals();
        unread_count = found.unread;
        state = 'ready';
    } catch {
        if (mine_is === asked && state === 'loading') state = 'failed';
    } finally {
        if (mine_is === asked) answered = asked;
    }
}
export async function mark_read(): Promise<void> {
    const newest = list[0];
    if (!newest || unread_count === 0) return;
    unread_count = 0;
    const seen = new Set(list.map((one) => one.id));
    try {
        await send('POST', '/notices/read', { up_to: newest.id });
        list = list.map((one) => (seen.has(one.id) ? { ...one, read: true } : one));
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
            if (asked !== answered) void read_notices();
            if (one.kind === 'approval') void count_approvals();
        }),
        on('reset', () => void read_notices()),
    ];
    void read_notices();
    // What came before the stream stood, or while it was broken, is not told by it.
    offs.push($effect.root(() => { $effect(() => { if (stream_state() === 'open') untrack(() => void read_notices()); }); }));
    // Those of the server itself do not come by the stream.
    const timer = setInterval(() => { if (!document.hidden) void read_notices(); }, kLookMs);
    offs.push(() => clearInterval(timer));
    return () => { for (const off of offs) off(); };
}
