// Wall-clock times of a time zone as instants, over Intl alone. A time that a change to summer time skips is the first
// instant after the gap; one that comes twice is the first of the two.
export interface Wall { year: number; month: number; day: number; hour: number; minute: number }   // month 1 to 12

const formats = new Map<string, Intl.DateTimeFormat>();
function format_of(zone: string | undefined): Intl.DateTimeFormat {
    const key = zone ?? '';
    let format = formats.get(key);
    if (!format) {
        format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
        formats.set(key, format);
    }
    return format;
}
export function wall(at: number, zone?: string): Wall & { second: number } {
    const parts: Record<string, number> = {};
    for (const { type, value } of format_of(zone).formatToParts(at)) parts[type] = Number(value);
    return { year: parts.year!, month: parts.month!, day: parts.day!, hour: parts.hour!, minute: parts.minute!, second: parts.second! };
}
const as_utc = (time: Wall, second = 0): number => Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, second);
function offset_ms(at: number, zone?: string): number {
    const local = wall(at, zone);
    return as_utc(local, local.second) - Math.floor(at / 1000) * 1000;
}
export function instant(time: Wall, zone?: string): number {
    const naive = as_utc(time);
    // The zone's offset half a day before and after: around a change these are the two candidates.
    const before = naive - offset_ms(naive - 43_200_000, zone);
    const after = naive - offset_ms(naive + 43_200_000, zone);
    for (const at of [Math.min(before, after), Math.max(before, after)]) {
        const there = wall(at, zone);
        if (as_utc(there) === naive) return at;
    }
    // Skipped: the change itself lies between the two.
    let [low, high] = [Math.min(before, after) - 1, Math.max(before, after)];
    const old = offset_ms(low - 1, zone);
    while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (offset_ms(middle, zone) === old) low = middle; else high = middle;
    }
    return high;
}
// The day `days` after the day of `at`, at hour:minute on that zone's clocks.
export function day_at(at: number, days: number, hour: number, minute: number, zone?: string): number {
    const today = wall(at, zone);
    const day = new Date(Date.UTC(today.year, today.month - 1, today.day + days));
    return instant({ year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate(), hour, minute }, zone);
}
// 0 is Sunday.
export function weekday(at: number, zone?: string): number {
    const today = wall(at, zone);
    return new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay();
}
const two = (n: number) => String(n).padStart(2, '0');
// What <input type="datetime-local"> speaks.
export function to_input(at: number, zone?: string): string {
    const time = wall(at, zone);
    return `${time.year}-${two(time.month)}-${two(time.day)}T${two(time.hour)}:${two(time.minute)}`;
}
export function from_input(text: string, zone?: string): number | null {
    const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(text);
    if (!found) return null;
    const [year, month, day, hour, minute] = found.slice(1).map(Number) as [number, number, number, number, number];
    return instant({ year, month, day, hour, minute }, zone);
}
