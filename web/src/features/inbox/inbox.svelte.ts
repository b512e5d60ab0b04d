// What the inbox shows: the list of a view, the open conversation, and how both follow the stream.
import { ApiError, get, send } from '../../api/client';
import type { Account, ConversationDetail, ConversationRow, Counts, Department, Id, Page, View } from '../../api/types';
import { mine } from '../../app/session.svelte';
import { on, start_live, stream_state } from '../../live/live.svelte';
import { merge, type ListState } from './merge';

export const kViews: readonly View[] = ['mine', 'queue', 'going_out', 'attention', 'answered', 'all'];
const kPage = 50;
const kCoalesceMs = 150;      // stream events reach the screen at most seven times a second

let view = $state.raw<View>('queue');
let list = $state.raw<ListState>({ rows: [], fresh: new Set() });
let list_state = $state.raw<'loading' | 'ready' | 'failed'>('loading');
let list_problem = $state.raw<ApiError | null>(null);
let next_cursor = $state.raw<string | null>(null);
let loading_more = false;
let counts = $state.raw<Counts | null>(null);
let departments = $state.raw<Department[]>([]);
let accounts = $state.raw<Account[]>([]);
export interface Filter { department: Id; account: Id }      // '': all
let filter = $state.raw<Filter>({ department: '', account: '' });

let open_id = $state.raw<Id | null>(null);
let detail = $state.raw<ConversationDetail | null>(null);
let detail_problem = $state.raw<ApiError | null>(null);

export const current_view = (): View => view;
export const rows = (): readonly ConversationRow[] => list.rows;
export const fresh_count = (): number => list.fresh.size;
export const state_of_list = () => ({ state: list_state, problem: list_problem });
export const view_counts = (): Counts | null => counts;
export const all_accounts = (): Account[] => accounts;
export const list_filter = (): Filter => filter;
export const all_departments = (): Department[] => departments;
export const opened = (): Id | null => open_id;
export const conversation = (): ConversationDetail | null => detail;
export const conversation_problem = (): ApiError | null => detail_problem;
export const department = (id: Id): Department | undefined => departments.find((one) => one.id === id);

const where = (wanted: View): string => {
    const query = new URLSearchParams({ view: wanted, limit: String(kPage) });
    if (filter.department) query.set('department', filter.department);
    if (filter.account) query.set('account', filter.account);
    return query.toString();
};
const passes = (row: ConversationRow): boolean =>
    (!filter.department || row.department_id === filter.department) && (!filter.account || row.account_id === filter.account);
export async function set_filter(wanted: Filter): Promise<void> {
    filter = wanted;
    list = { rows: [], fresh: new Set() };
    list_state = 'loading';
    await read_list();
}

let reading = 0;
export async function read_list(wanted: View = view): Promise<void> {
    const mine_is = ++reading;
    if (wanted !== view || list_state === 'failed') {
        list = { rows: [], fresh: new Set() };
        list_state = 'loading';
    }
    view = wanted;
    try {
        const page = await get<Page<ConversationRow> & { seq: number }>(`/conversations?${where(wanted)}`);
        if (mine_is !== reading) return;
        list = { rows: page.items, fresh: new Set() };
        next_cursor = page.next;
        // The stream goes on exactly where the list was read: nothing falls between the two.
        if (stream_state() === 'off') start_live(mine().employee.id, String(page.seq));
        list_state = 'ready';
        list_problem = null;
    } catch (problem) {
        if (mine_is !== reading) return;
        list_problem = problem instanceof ApiError ? problem : new ApiError(0, null);
        // What is shown stays shown: an old list is better than none.
        if (list.rows.length === 0) list_state = 'failed';
    }
}
export async function read_more(): Promise<void> {
    if (loading_more || next_cursor === null || list_state !== 'ready') return;
    loading_more = true;
    const mine_is = reading;
    try {
        const page = await get<Page<ConversationRow>>(
            `/conversations?${where(view)}&cursor=${encodeURIComponent(next_cursor)}`);
        if (mine_is !== reading) return;
        const known = new Set(list.rows.map((row) => row.id));
        list = { ...list, rows: [...list.rows, ...page.items.filter((row) => !known.has(row.id))] };
        next_cursor = page.next;
    } catch {
        // The next scroll asks again.
    } finally {
        loading_more = false;
    }
}
export async function read_counts(): Promise<void> {
    try {
        counts = await get<Counts>('/conversations/counts');
    } catch { /* the stream brings them */ }
}

// Conversations looked at lately are there at once when one comes back to them, and read anew behind that. One that has
// changed since is forgotten.
const kRemembered = 30;
const remembered = new Map<Id, ConversationDetail>();
function remember(found: ConversationDetail): void {
    remembered.delete(found.conversation.id);
    remembered.set(found.conversation.id, found);
    if (remembered.size > kRemembered) remembered.delete(remembered.keys().next().value!);
}

let asked = 0;
// Until the new conversation is here the old one stays on the screen (conversation() still gives it), out of reach.
export async function open(id: Id | null): Promise<void> {
    if (id === open_id && detail) return;
    open_id = id;
    detail_problem = null;
    if (id === null) {
        detail = null;
        return;
    }
    const known = remembered.get(id);
    if (known) detail = known;
    await read_conversation();
}
export async function read_conversation(): Promise<void> {
    const id = open_id;
    if (id === null) return;
    const mine_is = ++asked;
    try {
        const found = await get<ConversationDetail>(`/conversations/${encodeURIComponent(id)}`);
        if (mine_is !== asked || open_id !== id) return;
        take_detail(found);
    } catch (problem) {
        if (mine_is !== asked || open_id !== id) return;
        detail_problem = problem instanceof ApiError ? problem : new ApiError(0, null);
        if (detail?.conversation.id !== id) detail = null;
    }
}
// Every command answers with the conversation as it is now; an answer that was overtaken by a newer one is dropped.
export function take_detail(found: ConversationDetail): void {
    detail_problem = null;
    if (remembered.has(found.conversation.id) || found.conversation.id === open_id) remember(found);
    if (found.conversation.id === open_id) {
        if (detail?.conversation.id !== found.conversation.id || found.conversation.version >= detail.conversation.version) detail = found;
    }
    if (passes(found.conversation) || list.rows.some((row) => row.id === found.conversation.id)) list = merge(list, [found.conversation], view, mine().employee.id);
}
export async function command(path: string, body?: unknown, method: 'POST' | 'DELETE' = 'POST'): Promise<ConversationDetail> {
    try {
        const found = await send<ConversationDetail>(method, path, body);
        take_detail(found);
        return found;
    } catch (problem) {
        if (problem instanceof ApiError && problem.problem?.current) take_detail(problem.problem.current);
        throw problem;
    }
}

// Closing leads on to the next conversation; for a moment it can be taken back from wherever one is.
export interface Closed { id: Id; handle: string; at: number }
const kTakeBackMs = 12_000;
let closed = $state.raw<Closed | null>(null);
let closed_timer: ReturnType<typeof setTimeout> | undefined;
export const just_closed = (): Closed | null => closed;
export async function close_conversation(row: ConversationRow): Promise<void> {
    await command(`/conversations/${row.id}/close`);
    closed = { id: row.id, handle: row.customer.handle, at: Date.now() };
    clearTimeout(closed_timer);
    closed_timer = setTimeout(() => { closed = null; }, kTakeBackMs);
}
export async function take_back(): Promise<Id | null> {
    const which = closed;
    closed = null;
    if (which) await command(`/conversations/${which.id}/reopen`);
    return which?.id ?? null;
}

// Follows the stream while the inbox is shown. Events are gathered and applied together.
export function follow(): () => void {
    let gathered: ConversationRow[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const apply = () => {
        timer = undefined;
        const changes = gathered;
        gathered = [];
        for (const row of changes) {
            if ((remembered.get(row.id)?.conversation.version ?? row.version) < row.version) remembered.delete(row.id);
        }
        // What the filter hides is not new; what is shown already keeps changing in place.
        const shown = new Set(list.rows.map((row) => row.id));
        list = merge(list, changes.filter((row) => shown.has(row.id) || passes(row)), view, mine().employee.id);
        // An empty list has nothing to push down: what is new is shown at once.
        if (list.rows.length === 0 && list.fresh.size > 0) void read_list();
        if (detail && changes.some((row) => row.id === detail!.conversation.id && row.version > detail!.conversation.version)) {
            void read_conversation();
        }
    };
    const offs = [
        on('conversation', (row) => {
            gathered.push(row);
            timer ??= setTimeout(apply, kCoalesceMs);
        }),
        on('counts', (now) => { counts = now; }),
        on('presence', ({ conversation_id, present }) => {
            if (detail?.conversation.id === conversation_id) detail = { ...detail, present };
        }),
        on('reset', () => {
            remembered.clear();
            void read_list();
            void read_counts();
            void read_conversation();
        }),
    ];
    void read_counts();
    get<{ items: Department[] }>('/departments').then(({ items }) => { departments = items; }, () => {});
    get<{ items: Account[] }>('/accounts').then(({ items }) => { accounts = items; }, () => {});
    return () => {
        clearTimeout(timer);
        for (const off of offs) off();
    };
}
