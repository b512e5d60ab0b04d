// What the inbox shows: the list of a view, the open conversation, and how both follow the stream.
import { ApiError, get, send } from '../../api/client';
import type { Account, ConversationDetail, ConversationRow, Department, Id, Page, View } from '../../api/types';
import { current_search } from '../../app/router.svelte';
import { mine } from '../../app/session.svelte';
import { on, start_live, stream_state } from '../../live/live.svelte';
import { merge, type ListState } from './merge';

// The first four stand as tabs; the others are behind "more".
export const kViews: readonly View[] = ['mine', 'queue', 'going_out', 'attention', 'answered', 'snoozed', 'all'];
export const kTabs = 4;
export type Counts = Partial<Record<View, number>>;
const kPage = 50;
const kCoalesceMs = 150;      // stream events reach the screen at most seven times a second

let view = $state.raw<View>('queue');
let saved = $state.raw<Id | null>(null);       // a saved view is shown: its query over everything
let query = $state.raw('');                    // what is asked for within the view, in the query language
let list = $state.raw<ListState>({ rows: [], fresh: new Set() });
let list_state = $state.raw<'loading' | 'ready' | 'failed'>('loading');
let list_problem = $state.raw<ApiError | null>(null);
let next_cursor = $state.raw<string | null>(null);
let loading_more = false;
let counts = $state.raw<Counts | null>(null);
let departments = $state.raw<Department[]>([]);
let accounts = $state.raw<Account[]>([]);
let accounts_known = $state.raw(false);
export interface Filter { department: Id; account: Id }      // '': all
let filter = $state.raw<Filter>({ department: '', account: '' });

// Who else looks at or writes in the conversations of the list.
let around = $state.raw<ReadonlyMap<Id, ConversationDetail['present']>>(new Map());
export const present_in = (id: Id): ConversationDetail['present'] => around.get(id) ?? [];

let open_id = $state.raw<Id | null>(null);
let detail = $state.raw<ConversationDetail | null>(null);
let detail_problem = $state.raw<ApiError | null>(null);

export const current_view = (): View => view;
export const current_saved = (): Id | null => saved;
export const current_query = (): string => query;
// Where a conversation of this list, or the list itself, is: a view is an address.
export function inbox_href(id: Id | null = null): string {
    const typed = new URLSearchParams(current_search()).get('q');
    return `/inbox/${saved ?? view}${id ? `/${id}` : ''}${typed === null ? '' : `?${new URLSearchParams({ q: typed })}`}`;
}
export const rows = (): readonly ConversationRow[] => list.rows;
export const fresh_count = (): number => list.fresh.size;
export const state_of_list = () => ({ state: list_state, problem: list_problem });
export const view_counts = (): Counts | null => counts;
export const all_accounts = (): Account[] => accounts;
export const no_account = (): boolean => accounts_known && accounts.length === 0;
export const list_filter = (): Filter => filter;
export const all_departments = (): Department[] => departments;
export const opened = (): Id | null => open_id;
export const conversation = (): ConversationDetail | null => detail;
export const conversation_problem = (): ApiError | null => detail_problem;
export const department = (id: Id): Department | undefined => departments.find((one) => one.id === id);

const where = (wanted: View): string => {
    const search = new URLSearchParams({ view: wanted, limit: String(kPage) });
    if (query) search.set('q', query);
    if (filter.department) search.set('department', filter.department);
    if (filter.account) search.set('account', filter.account);
    return search.toString();
};
const passes = (row: ConversationRow): boolean =>
    (!filter.department || row.department_id === filter.department) && (!filter.account || row.account_id === filter.account);
export async function set_filter(wanted: Filter): Promise<void> {
    filter = wanted;
    list = { rows: [], fresh: new Set() };
    list_state = 'loading';
    await read_list();
}

export interface Shown { view: View; saved: Id | null; query: string }
export async function show(wanted: Shown): Promise<void> {
    if (wanted.saved !== saved || wanted.query !== query) {
        list = { rows: [], fresh: new Set() };
        list_state = 'loading';
    }
    saved = wanted.saved;
    query = wanted.query;
    await read_list(wanted.view);
}
let reading = 0;
// What became known of rows while the list was being read: the page may be older than that.
let meanwhile: ConversationRow[] | null = null;
export async function read_list(wanted: View = view): Promise<void> {
    const mine_is = ++reading;
    meanwhile = [];
    if (wanted !== view || list_state === 'failed') {
        list = { rows: [], fresh: new Set() };
        list_state = 'loading';
    }
    view = wanted;
    try {
        const page = await get<Page<ConversationRow> & { seq: number }>(`/conversations?${where(wanted)}`);
        if (mine_is !== reading) return;
        list = { rows: page.items, fresh: new Set() };
        const newer = meanwhile;
        meanwhile = null;
        if (newer) put_rows(newer);
        next_cursor = page.next;
        // The stream goes on exactly where the list was read: nothing falls between the two.
        if (stream_state() === 'off') start_live(mine().employee.id, String(page.seq));
        list_state = 'ready';
        list_problem = null;
    } catch (problem) {
        if (mine_is !== reading) return;
        meanwhile = null;
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
// Whether a new row answers a query only the server can say: while one is asked for, the first page is read again behind
// the list, at most every few seconds, and what is not in it yet waits behind the pill.
const kProbeMs = 4000;
let probe_timer: ReturnType<typeof setTimeout> | undefined;
function probe(): void {
    probe_timer ??= setTimeout(async () => {
        probe_timer = undefined;
        if (!query || list_state !== 'ready') return;
        const mine_is = reading;
        try {
            const page = await get<Page<ConversationRow>>(`/conversations?${where(view)}`);
            if (mine_is !== reading) return;
            const known = new Set(list.rows.map((row) => row.id));
            list = { ...list, fresh: new Set(page.items.filter((row) => !known.has(row.id)).map((row) => row.id)) };
        } catch { /* the next change asks again */ }
    }, kProbeMs);
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
    put_rows([found.conversation]);
}
// What the filter hides is not new; what is shown already keeps changing in place.
function put_rows(changes: readonly ConversationRow[]): void {
    meanwhile?.push(...changes);
    const shown = new Set(list.rows.map((row) => row.id));
    list = merge(list, changes.filter((row) => shown.has(row.id) || (!query && passes(row))), view, mine().employee.id);
}
export async function command(path: string, body?: unknown, method: 'POST' | 'PATCH' | 'DELETE' = 'POST'): Promise<ConversationDetail> {
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
        put_rows(changes);
        if (query) probe();
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
            const others = present.filter((one) => one.employee_id !== mine().employee.id);
            const next = new Map(around);
            if (others.length > 0) next.set(conversation_id, others); else next.delete(conversation_id);
            around = next;
        }),
        on('reset', () => {
            remembered.clear();
            around = new Map();
            void read_list();
            void read_counts();
            void read_conversation();
        }),
    ];
    void read_counts();
    get<{ items: Department[] }>('/departments').then(({ items }) => { departments = items; }, () => {});
    get<{ items: Account[] }>('/accounts').then(({ items }) => { accounts = items; accounts_known = true; }, () => {});
    return () => {
        clearTimeout(timer);
        clearTimeout(probe_timer);
        probe_timer = undefined;
        for (const off of offs) off();
    };
}
