// Which rows are chosen for a job on many. Pure: x toggles one, Shift+x everything from the last one to this.
import type { Id } from '../../api/types';

export interface Selection { ids: ReadonlySet<Id>; anchor: Id | null }
export const kNothing: Selection = { ids: new Set(), anchor: null };
export const kMost = 500;      // what one job takes

export function toggle(selection: Selection, id: Id): Selection {
    const ids = new Set(selection.ids);
    if (!ids.delete(id) && ids.size < kMost) ids.add(id);
    return { ids, anchor: id };
}
export function range(selection: Selection, order: readonly Id[], id: Id): Selection {
    const to = order.indexOf(id);
    const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
    if (to < 0 || from < 0) return toggle(selection, id);
    const ids = new Set(selection.ids);
    for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) if (ids.size < kMost) ids.add(one);
    return { ids, anchor: id };
}
export function all(order: readonly Id[]): Selection {
    return { ids: new Set(order.slice(0, kMost)), anchor: order[0] ?? null };
}
