// The period of a report: whole days in a zone, as the instants the server wants. Pure.
export interface Period { from: string; to: string }

// The instant at which a day (YYYY-MM-DD) begins in a zone; a day that skips midnight begins when its clocks say so.
export function day_start(day: string, zone: string): number {
    const utc = Date.parse(`${day}T00:00:00Z`);
    const shape = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
    const offset = (at: number): number => {
        const part = Object.fromEntries(shape.formatToParts(at).map(({ type, value }) => [type, Number(value)])) as Record<string, number>;
        return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!) - Math.floor(at / 1000) * 1000;
    };
    const guess = utc - offset(utc);
    return utc - offset(guess);
}
export function today(now: number, zone: string): string {
    return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);
}
export function shift(day: string, by: number): string {
    return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}
// From the first day's beginning to the end of the last one.
export function period(first: string, last: string, zone: string): Period {
    return { from: new Date(day_start(first, zone)).toISOString(), to: new Date(day_start(shift(last, 1), zone)).toISOString() };
}
