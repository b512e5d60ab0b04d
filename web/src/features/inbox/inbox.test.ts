// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConversationDetail, ConversationRow, Me } from '../../api/types';

vi.mock('../../live/live.svelte', () => {
    const listeners = new Map<string, (data: unknown) => void>();
    return { on: (event: string, listener: (data: unknown) => void) => { listeners.set(event, listener); return () => listeners.delete(event); },
        start_live: vi.fn(), stop_live: () => {}, stream_state: () => 'off', emit: (event: string, data: unknown) => listeners.get(event)?.(data) };
});
type Live = { emit: (event: string, data: unknown) => void; start_live: ReturnType<typeof vi.fn> };

function row(id: string, version = 1, more: Partial<ConversationRow> = {}): ConversationRow {
    return { id, account_id: 'a', network: 'n', account_handle: 'b', customer: { handle: id, display_name: id, followers: null, url: null }, lang: 'ko', state: 'waiting', department_id: 'd', claim: null, last_answer: null,
        excerpt: '', posts: 1, found_late: false, waiting_since: '2026-01-01T00:00:00Z', owed: null, answered_in_seconds: null, offered_to: null, going_out: null, attention: null, last_post_at: '2026-01-01T00:00:00Z', public_version: 1, version, tags: [], snooze: null, merged_into: null, notes: 0, ...more };
}
const whole = (one: ConversationRow): ConversationDetail => ({ conversation: one, notes: [], posts: [], answers: [], timeline: [], draft: null, present: [], text_rule: 'x', signature: ' ^KG', forms: [], actions: [], hand_back: null });
const me = { employee: { id: 'kim', initials: 'KG' }, csrf_token: 'c', settings: { lang: 'en', theme: 'system' }, server_time: new Date().toISOString() } as unknown as Me;

let answers: Record<string, unknown>;
let asked: string[];
let inbox: typeof import('./inbox.svelte');
let live: Live;
const settle = async () => { for (let i = 0; i < 10; i++) await Promise.resolve(); };
beforeEach(async () => {
    vi.resetModules();
    vi.useFakeTimers();
    asked = [];
    answers = { '/conversations/counts': {}, '/departments': { items: [] }, '/accounts': { items: [] }, '/networks': { items: [] } };
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
        const path = url.replace('/api/v1', '');
        asked.push(`${init.method} ${path}`);
        const found = answers[path] ?? answers[path.split('?')[0]!];
        const [status, data] = Array.isArray(found) ? found as [number, unknown] : [200, found ?? null];
        return new Response(JSON.stringify(data), { status, headers: { 'Content-Type': 'application/json' } });
    });
    live = await import('../../live/live.svelte') as unknown as Live;
    inbox = await import('./inbox.svelte');
    await (await import('../../app/session.svelte')).take(me);
    asked = [];
});
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals(); });

describe('inbox', () => {
    it('reads a view, and starts the stream exactly where the list was read', async () => {
        answers['/conversations'] = { items: [row('a'), row('b')], next: null, seq: 41 };
        await inbox.read_list('queue');
        expect(inbox.rows().map((one) => one.id)).toEqual(['a', 'b']);
        expect(live.start_live).toHaveBeenCalledWith('kim', '41');
    });
    it('keeps the old list when reading it again fails, and says why', async () => {
        answers['/conversations'] = { items: [row('a')], next: null, seq: 1 };
        await inbox.read_list('queue');
        answers['/conversations'] = [503, { title: 'busy', status: 503 }];
        await inbox.read_list('queue');
        expect(inbox.rows()).toHaveLength(1);
        expect(inbox.state_of_list()).toMatchObject({ state: 'ready', problem: { status: 503 } });
    });
    it('appends the next page once, without doubles', async () => {
        answers['/conversations'] = { items: [row('a'), row('b')], next: 'p2', seq: 1 };
        await inbox.read_list('queue');
        answers['/conversations?view=queue&limit=50&cursor=p2'] = { items: [row('b'), row('c')], next: null };
        await Promise.all([inbox.read_more(), inbox.read_more()]);
        expect(inbox.rows().map((one) => one.id)).toEqual(['a', 'b', 'c']);
        await inbox.read_more();
        expect(asked.filter((one) => one.includes('cursor='))).toHaveLength(1);
    });
    it('gathers stream events, and holds new rows back', async () => {
        answers['/conversations'] = { items: [row('a')], next: null, seq: 1 };
        await inbox.read_list('queue');
        const stop = inbox.follow();
        for (let i = 0; i < 100; i++) live.emit('conversation', row(`n${i % 10}`, i));
        live.emit('conversation', row('a', 2, { excerpt: 'later' }));
        expect(inbox.fresh_count()).toBe(0);
        vi.advanceTimersByTime(200);
        expect(inbox.fresh_count()).toBe(10);
        expect(inbox.rows().map((one) => one.excerpt)).toEqual(['later']);
        stop();
    });
    it('does not put a page over what became known while it was on its way', async () => {
        answers['/conversations'] = { items: [row('a'), row('b')], next: null, seq: 1 };
        await inbox.read_list('queue');
        const stop = inbox.follow();
        // The page was read before both: another person's claim, and a new conversation.
        const reading = inbox.read_list('queue');
        live.emit('conversation', row('a', 3, { excerpt: 'later' }));
        live.emit('conversation', row('n'));
        vi.advanceTimersByTime(200);
        await reading;
        expect(inbox.rows().map((one) => [one.id, one.version])).toEqual([['a', 3], ['b', 1]]);
        expect(inbox.fresh_count()).toBe(1);
        // Once more, and nothing of it is left over.
        answers['/conversations'] = { items: [row('n'), row('b')], next: null, seq: 9 };
        await inbox.read_list('queue');
        expect([inbox.rows().map((one) => one.id), inbox.fresh_count()]).toEqual([['n', 'b'], 0]);
        stop();
    });
    it('drops a detail that a newer one has overtaken', async () => {
        answers['/conversations/a'] = whole(row('a', 5));
        await inbox.open('a');
        inbox.take_detail(whole(row('a', 4, { excerpt: 'old' })));
        expect(inbox.conversation()!.conversation.version).toBe(5);
        inbox.take_detail(whole(row('b', 9)));
        expect(inbox.conversation()!.conversation.id).toBe('a');
    });
    it('reads the open conversation again when the stream has a newer version', async () => {
        answers['/conversations/a'] = whole(row('a', 5));
        await inbox.open('a');
        const stop = inbox.follow();
        asked = [];
        live.emit('conversation', row('a', 5, { state: 'claimed' }));
        vi.advanceTimersByTime(200);
        expect(asked).toEqual([]);
        answers['/conversations/a'] = whole(row('a', 6, { excerpt: 'six' }));
        live.emit('conversation', row('a', 6, { state: 'claimed' }));
        vi.advanceTimersByTime(200);
        vi.useRealTimers();
        await vi.waitFor(() => expect(inbox.conversation()!.conversation.excerpt).toBe('six'));
        stop();
    });
    it('takes the state that comes with a refusal, and hands the refusal on', async () => {
        answers['/conversations/a'] = whole(row('a', 5));
        await inbox.open('a');
        answers['/conversations/a/claim'] = [409, { title: 'held', status: 409, current: whole(row('a', 7, { excerpt: 'theirs' })) }];
        await expect(inbox.command('/conversations/a/claim')).rejects.toMatchObject({ status: 409 });
        expect(inbox.conversation()!.conversation.excerpt).toBe('theirs');
    });
    it('shows who is there without reading anything', async () => {
        answers['/conversations/a'] = whole(row('a', 5));
        await inbox.open('a');
        const stop = inbox.follow();
        live.emit('presence', { conversation_id: 'a', present: [{ employee_id: 'lee', initials: 'LE', name: 'Lee', typing: true }] });
        live.emit('presence', { conversation_id: 'b', present: [] });
        expect(inbox.conversation()!.present).toHaveLength(1);
        stop();
    });
    it('filters what it asks for and what it calls new', async () => {
        answers['/conversations'] = { items: [row('a')], next: null, seq: 1 };
        await inbox.read_list('queue');
        await inbox.set_filter({ department: 'law', account: '' });
        expect(asked.at(-1)).toBe('GET /conversations?view=queue&limit=50&department=law');
        const stop = inbox.follow();
        live.emit('conversation', row('x', 1, { department_id: 'law' }));
        live.emit('conversation', row('y', 1, { department_id: 'd' }));
        vi.advanceTimersByTime(200);
        expect(inbox.fresh_count()).toBe(1);
        stop();
        await settle();
    });
});
describe('going from one to the next', () => {
    it('shows a conversation seen before at once, unless it has changed', async () => {
        answers['/conversations/a'] = whole(row('a', 5));
        answers['/conversations/b'] = whole(row('b', 1));
        await inbox.open('a');
        await inbox.open('b');
        const opening = inbox.open('a');
        expect(inbox.conversation()!.conversation.id).toBe('a');
        await opening;
        await inbox.open('b');
        const stop = inbox.follow();
        live.emit('conversation', row('a', 6, { state: 'closed' }));
        vi.advanceTimersByTime(200);
        const again = inbox.open('a');
        expect(inbox.conversation()!.conversation.id).toBe('b');
        await again;
        stop();
    });
    it('can take back a closing for a moment', async () => {
        answers['/conversations/a/close'] = whole(row('a', 6, { state: 'closed' }));
        answers['/conversations/a/reopen'] = whole(row('a', 7));
        await inbox.close_conversation(row('a', 5));
        expect(inbox.just_closed()).toMatchObject({ id: 'a' });
        expect(await inbox.take_back()).toBe('a');
        expect(inbox.just_closed()).toBeNull();
        expect(await inbox.take_back()).toBeNull();
        await inbox.close_conversation(row('a', 5));
        vi.advanceTimersByTime(13_000);
        expect(inbox.just_closed()).toBeNull();
    });
});
