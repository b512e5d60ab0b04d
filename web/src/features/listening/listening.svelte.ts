// The queries of the brand, as the list and the editor share them.
import { get, request, send } from '../../api/client';
import type { DryMark, DryRun, DrySource, Judged, ListeningArchive, ListeningQuery, ListeningQueryList, ListeningQueryWrite, ListeningState, RingInfo } from '../../api/listening';
import type { Account, Id, QueryCheck } from '../../api/types';

let list = $state.raw<ListeningQueryList | null>(null);
let problem = $state.raw<unknown>(null);
let read_at = $state.raw(0);
let made = $state.raw<Id | null>(null);

export const queries = (): readonly ListeningQuery[] => list?.items ?? [];
export const query_of = (id: Id | null): ListeningQuery | null => list?.items.find((one) => one.id === id) ?? null;
export const live_set = (): ListeningQueryList['set'] | null => list?.set ?? null;
export const may_manage = (): boolean => list?.may_manage === true;
export const is_read = (): boolean => list !== null;
export const list_problem = (): unknown => problem;
export const list_age = (): number => read_at;
// Made in this page from what is on the screen: its editor stays.
export const just_made = (): Id | null => made;

let asked = 0;
export async function read_queries(): Promise<void> {
    const mine = ++asked;
    try {
        const found = await get<ListeningQueryList>('/listening/queries');
        if (mine !== asked) return;
        list = found;
        read_at = Date.now();
        problem = null;
    } catch (error) {
        if (mine === asked) problem = error;
    }
}
function put(one: ListeningQuery): ListeningQuery {
    asked++;      // an older answer must not bring back what was
    if (list) list = { ...list, items: list.items.some((other) => other.id === one.id) ? list.items.map((other) => (other.id === one.id ? one : other)) : [one, ...list.items] };
    return one;
}
export async function add_query(fields: ListeningQueryWrite): Promise<ListeningQuery> {
    const one = await send<ListeningQuery>('POST', '/listening/queries', fields);
    made = one.id;
    return put(one);
}
export const change_query = async (id: Id, fields: ListeningQueryWrite): Promise<ListeningQuery> => put(await send<ListeningQuery>('PATCH', `/listening/queries/${id}`, fields));
export const set_state = async (id: Id, state: ListeningState): Promise<ListeningQuery> => put(await send<ListeningQuery>('POST', `/listening/queries/${id}/state`, { state }));
export async function remove_query(id: Id): Promise<void> {
    await send('DELETE', `/listening/queries/${id}`);
    asked++;
    if (list) list = { ...list, items: list.items.filter((one) => one.id !== id) };
}
// A trial or its marks changed what the query knows of itself.
export function note_trial(id: Id | null, run: DryRun): void {
    const one = query_of(id);
    if (one) put({ ...one, dry_run: run.summary, judged: run.judged });
}

export const check_listening = (query: string): Promise<QueryCheck> => send<QueryCheck>('POST', '/queries/check', { query, for: 'listening' });
export const dry_run = async (query: string, query_id: Id | null, source: DrySource, signal: AbortSignal): Promise<DryRun> =>
    (await request<DryRun>('POST', '/listening/dry-runs', { body: { query, source, ...(query_id ? { query_id } : {}) }, signal })).data;
export const mark = (run: Id, what: DryMark): Promise<Judged> => send<Judged>('POST', `/listening/dry-runs/${run}/marks`, what);
export const ring = (): Promise<RingInfo> => get<RingInfo>('/listening/ring');
export const give_archive = async (file: File): Promise<ListeningArchive> =>
    (await request<ListeningArchive>('POST', `/listening/archives?${new URLSearchParams({ name: file.name })}`, { bytes: file, headers: { 'Content-Type': 'application/octet-stream' } })).data;
export const kArchiveBytes = 20 * 1024 * 1024;

// For conditions: those that one may not read are typed.
let known_accounts = $state.raw<readonly Account[]>([]);
export const accounts = (): readonly Account[] => known_accounts;
export async function read_accounts(): Promise<void> {
    if (known_accounts.length > 0) return;
    known_accounts = await get<{ items: Account[] }>('/accounts').then(({ items }) => items, () => []);
}
