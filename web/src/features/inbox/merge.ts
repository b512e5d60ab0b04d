// How live rows meet the list one is reading. Rows already shown change in place; new ones wait behind "N new" and
// never push anything. Pure, so that a burst of 500 events a second can be tested without a browser.
import type { ConversationRow, Id, View } from '../../api/types';

export interface ListState {
    rows: readonly ConversationRow[];
    fresh: ReadonlySet<Id>;         // belong here, not shown yet
}

export function belongs(row: ConversationRow, view: View, my_id: Id): boolean {
    switch (view) {
        case 'mine': return row.claim?.holder.id === my_id || row.offered_to?.employee_id === my_id;
        case 'queue': return row.state === 'waiting' && (row.offered_to === null || row.offered_to.employee_id === my_id);
        case 'going_out': return row.going_out !== null;
        case 'attention': return row.attention !== null;
        case 'answered': return row.state === 'answered';
        case 'snoozed': return row.state === 'snoozed';
        case 'all': return true;
    }
}

// A row that is shown stays where it is, whatever becomes of it, until the list is read again; an older version never
// overwrites a newer one (the stream and a request may cross).
export function merge(list: ListState, changes: readonly ConversationRow[], view: View, my_id: Id): ListState {
    const newest = new Map<Id, ConversationRow>();
    for (const row of changes) {
        const known = newest.get(row.id);
        if (!known || known.version <= row.version) newest.set(row.id, row);
    }
    let rows: ConversationRow[] | null = null;
    for (const [i, row] of list.rows.entries()) {
        const change = newest.get(row.id);
        if (!change) continue;
        newest.delete(row.id);
        if (change.version < row.version) continue;
        (rows ??= [...list.rows])[i] = change;
    }
    let fresh: Set<Id> | null = null;
    for (const row of newest.values()) {
        const in_view = belongs(row, view, my_id);
        if (in_view === list.fresh.has(row.id)) continue;
        fresh ??= new Set(list.fresh);
        if (in_view) fresh.add(row.id); else fresh.delete(row.id);
    }
    return rows || fresh ? { rows: rows ?? list.rows, fresh: fresh ?? list.fresh } : list;
}

// Is a shown row done with, as far as this view goes? (Drawn muted; gone when the list is read again.)
export function is_done(row: ConversationRow, view: View): boolean {
    if (view === 'queue' || view === 'mine') return row.state === 'answered' || row.state === 'closed' || row.state === 'snoozed';
    if (view === 'going_out') return row.going_out === null;
    if (view === 'attention') return row.attention === null;
    if (view === 'snoozed') return row.state !== 'snoozed';
    return false;
}

export function next_index(count: number, current: number, step: 1 | -1): number {
    if (count === 0) return -1;
    if (current < 0) return step > 0 ? 0 : count - 1;
    return Math.min(count - 1, Math.max(0, current + step));
}
