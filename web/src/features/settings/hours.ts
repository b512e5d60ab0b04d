// Business hours as the settings page edits them. Pure.
import type { BusinessHours, OpenSpan } from '../../api/types';

export const kDays = [1, 2, 3, 4, 5, 6, 7] as const;   // Monday first, as the server has them

export const office = (zone: string, calendars: string[]): BusinessHours => ({
    zone, calendars, own_days: [],
    week: kDays.map((day) => (day <= 5 ? [{ from: '09:00', to: '18:00' }] : [])),
});
// A span more: behind the last one, or the office's when there is none.
export function next_span(spans: readonly OpenSpan[]): OpenSpan {
    const last = spans.at(-1);
    if (!last) return { from: '09:00', to: '18:00' };
    const end = last.to > last.from ? last.to : '24:00';
    return end >= '23:00' ? { from: '00:00', to: '01:00' } : { from: `${String(Number(end.slice(0, 2)) + 1).padStart(2, '0')}:00`, to: '23:00' };
}
// What a browser's time field gives ("00:00") where the server says "24:00".
export const to_field = (text: string): string => (text === '24:00' ? '00:00' : text);
export const from_field = (text: string, end: boolean): string => (end && text === '00:00' ? '24:00' : text);
export const over_midnight = (span: OpenSpan): boolean => span.to <= span.from;
// Equal texts say equal hours.
export const same = (a: BusinessHours | null, b: BusinessHours | null): boolean => JSON.stringify(a) === JSON.stringify(b);
export const sorted = (hours: BusinessHours): BusinessHours => ({ ...hours, own_days: [...hours.own_days].sort((a, b) => (a.date < b.date ? -1 : 1)) });
