// Saved views: a name for a query, mine or shared.
import { get, send } from '../../api/client';
import type { QueryCheck, SavedView } from '../../api/desk';
import type { Id } from '../../api/types';

let list = $state.raw<readonly SavedView[]>([]);
let state = $state.raw<'loading' | 'ready' | 'failed'>('loading');

export const saved_views = (): readonly SavedView[] => list;
export const views_state = () => state;
export const saved_view = (id: Id): SavedView | undefined => list.find((one) => one.id === id);

const sort = (views: readonly SavedView[]) => [...views].sort((a, b) => a.position - b.position || a.name.localeCompare(b.name));
let read_at = 0;
// Counts change all day: they are asked for again, but not more often than this.
const kAgainMs = 10_000;
export async function read_views(now: number = Date.now(), again = false): Promise<void> {
    if (again && now - read_at < kAgainMs) return;
    read_at = now;
    try {
        list = sort((await get<{ items: SavedView[] }>('/views')).items);
        state = 'ready';
    } catch {
        if (state === 'loading') state = 'failed';
    }
}
export async function add_view(name: string, query: string, shared: SavedView['shared']): Promise<SavedView> {
    const made = await send<SavedView>('POST', '/views', { name, query, shared });
    list = sort([...list.filter((one) => one.id !== made.id), made]);
    return made;
}
export async function change_view(id: Id, fields: Partial<Pick<SavedView, 'name' | 'query' | 'shared' | 'position'>>): Promise<void> {
    const made = await send<SavedView>('PATCH', `/views/${id}`, fields);
    list = sort(list.map((one) => (one.id === id ? made : one)));
}
export async function remove_view(id: Id): Promise<void> {
    await send('DELETE', `/views/${id}`);
    list = list.filter((one) => one.id !== id);
}
export const check_query = (query: string): Promise<QueryCheck> => send<QueryCheck>('POST', '/queries/check', { query, for: 'view' });
