// Numbers, dates and lengths of time as people read them. Intl objects are costly (0.04 ms each) and therefore cached
// by language, zone and shape.
import type { Lang } from '../api/types';

const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

export function number_in(lang: Lang, n: number, digits = 0): string {
    const key = `${lang} ${digits}`;
    let format = numbers.get(key);
    if (!format) {
        format = new Intl.NumberFormat(lang, { maximumFractionDigits: digits, minimumFractionDigits: digits });
        numbers.set(key, format);
    }
    return format.format(n);
}

// 12400 -> "1.2만" / "12.4K"; below ten thousand (ko) or one thousand (en) the whole number.
export function reach_in(lang: Lang, n: number): string {
    const key = `${lang} compact`;
    let format = numbers.get(key);
    if (!format) {
        format = new Intl.NumberFormat(lang, { notation: 'compact', maximumFractionDigits: 1 });
        numbers.set(key, format);
    }
    return n < (lang === 'ko' ? 10_000 : 1_000) ? number_in(lang, n) : format.format(n);
}

export type DateShape = 'time' | 'seconds' | 'day' | 'full' | 'weekday';
const kShapes: Record<DateShape, Intl.DateTimeFormatOptions> = {
    time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
    day: { month: 'short', day: 'numeric' },
    weekday: { month: 'short', day: 'numeric', weekday: 'short' },
    full: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
            hourCycle: 'h23', timeZoneName: 'short' },
};
function date_format(lang: Lang, zone: string | undefined, shape: DateShape): Intl.DateTimeFormat {
    const key = `${lang} ${zone ?? ''} ${shape}`;
    let format = dates.get(key);
    if (!format) {
        format = new Intl.DateTimeFormat(lang, { ...kShapes[shape], timeZone: zone });
        dates.set(key, format);
    }
    return format;
}
export const date_in = (lang: Lang, at: number, shape: DateShape, zone?: string): string =>
    date_format(lang, zone, shape).format(at);

// Today: the time alone. Another day: the day and the time.
export function when_in(lang: Lang, at: number, now: number, zone?: string): string {
    const day = date_format(lang, zone, 'day');
    const time = date_format(lang, zone, 'time').format(at);
    return day.format(at) === day.format(now) && Math.abs(now - at) < 86_400_000 ? time : `${day.format(at)} ${time}`;
}

export const pad = (n: number): string => String(n).padStart(2, '0');

// "3:12" below an hour; the words for hours and days come from the catalogue, so this gives the parts.
export type Span = { kind: 'clock'; text: string } | { kind: 'hours'; h: number; m: number } | { kind: 'days'; d: number; h: number };
export function span(ms: number): Span {
    const s = Math.max(0, Math.floor(ms / 1000));
    if (s < 3600) return { kind: 'clock', text: `${Math.floor(s / 60)}:${pad(s % 60)}` };
    if (s < 86_400) return { kind: 'hours', h: Math.floor(s / 3600), m: Math.floor((s % 3600) / 60) };
    return { kind: 'days', d: Math.floor(s / 86_400), h: Math.floor((s % 86_400) / 3600) };
}
