// What a report asks, as the query of the address and of the API. Pure.
import type { ReportBy } from '../../api/types';

export interface Question { from: string; to: string; zone: string; clock: 'wall' | 'business'; by: ReportBy; account: string; department: string; employee: string; compare: boolean }
// Which figure: all fields that are given must hold.
export interface Pick { group?: string; fate?: string; band?: number; real?: boolean }   // real: of the real answer's clock

export const kGroupings: readonly ReportBy[] = ['day', 'hour', 'day_kind', 'account', 'department', 'employee'];

export function query_of(asked: Question): string {
    const query = new URLSearchParams({ from: asked.from, to: asked.to, zone: asked.zone, by: asked.by, clock: asked.clock });
    for (const name of ['account', 'department', 'employee'] as const) if (asked[name]) query.set(name, asked[name]);
    if (asked.compare) query.set('compare', 'before');
    return query.toString();
}
export function pick_query(base: string, pick: Pick, cursor: string | null): string {
    const query = new URLSearchParams(base);
    query.delete('compare');
    if (pick.group !== undefined) query.set('group', pick.group);
    if (pick.fate) query.set('fate', pick.fate);
    if (pick.band !== undefined) query.set('band', String(pick.band));
    if (pick.real) query.set('answer', 'real');
    if (cursor) query.set('cursor', cursor);
    return query.toString();
}
// How a figure moved against the period before, in percent; null when there is nothing to compare with.
export function change(now: number | null, before: number | null): number | null {
    if (now === null || before === null || before === 0) return null;
    return (100 * (now - before)) / before;
}

/** Whose promise is decided: answered, given up, or waiting longer than promised. Who waits must not flatter the figure. */
export const due = (figures: { answered: number; never: number; overdue: number }) => figures.answered + figures.never + figures.overdue;
