// The form of a shift, and a plan by days. Pure.
import type { Shift } from '../../api/shifts';
import { day_start, shift as other_day, today } from '../reports/range';

// Minutes of "08:30"; nothing when it is no such time.
export function minutes_of(text: string): number | null {
    const found = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
    if (!found) return null;
    const at = Number(found[1]) * 60 + Number(found[2]);
    return Number(found[2]) < 60 && at <= 24 * 60 ? at : null;
}
// An instant of that wall clock: where the clocks are set that day, as many hours past midnight as the wall says but for the jump.
function at_wall(day: string, minutes: number, zone: string): number {
    const guess = day_start(day, zone) + minutes * 60_000;
    const shown = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(guess);
    const off = minutes_of(shown)! - (minutes % 1440);
    const by = off > 720 ? off - 1440 : off < -720 ? off + 1440 : off;
    return guess - by * 60_000;
}
// Ends the next day where the end is not behind the beginning; null: no such times.
export function span_of(day: string, from: string, until: string, zone: string): { begins_at: string; ends_at: string } | null {
    const a = minutes_of(from);
    const b = minutes_of(until);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || a === null || b === null || a === b) return null;
    const end = b > a ? at_wall(day, b, zone) : at_wall(other_day(day, 1), b, zone);
    return { begins_at: new Date(at_wall(day, a, zone)).toISOString(), ends_at: new Date(end).toISOString() };
}

export interface Day { day: string; shifts: Shift[] }
// By the local day on which each begins.
export function by_day(shifts: readonly Shift[], zone: string): Day[] {
    const days = new Map<string, Shift[]>();
    for (const one of shifts) {
        const day = today(Date.parse(one.begins_at), zone);
        days.set(day, [...(days.get(day) ?? []), one]);
    }
    return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, all]) => ({ day, shifts: all }));
}
