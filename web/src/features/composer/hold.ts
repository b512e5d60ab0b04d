// When the real answer may be promised for, on the person's own clock, and how that is said to the customer. Pure.
import { day_at, wall } from '../../time/zone';

export interface Choice { id: 'named' | 'minutes' | 'hours' | 'today' | 'tomorrow'; n?: number; until: number }
export const kAtMostMs = 7 * 86_400_000;

// Round times: "by 15:00", not "by 14:53". Half an hour and two hours from now, then the end of the working day (when
// it is still more than an hour away) and the next morning.
export function choices(now: number, zone?: string): Choice[] {
    const round = (at: number) => Math.ceil(at / 300_000) * 300_000;
    const today = day_at(now, 0, 18, 0, zone);
    return [
        { id: 'minutes', n: 30, until: round(now + 30 * 60_000) },
        { id: 'hours', n: 2, until: round(now + 120 * 60_000) },
        ...(today - now > 3 * 3_600_000 ? [{ id: 'today', until: today } as Choice] : []),
        { id: 'tomorrow', until: day_at(now, 1, 10, 0, zone) },
    ];
}

// The time that stands in the text already comes first, where it can be promised.
export const with_named = (list: Choice[], named: number | null, now: number): Choice[] =>
    (named === null || named <= now || named - now > kAtMostMs ? list : [{ id: 'named', until: named }, ...list.filter((one) => one.until !== named)]);

// The sentence for the customer is in the customer's language, whatever the screen's is.
export const spoken = (lang: string): 'ko' | 'en' => (lang.startsWith('ko') ? 'ko' : 'en');
// The time in it, on the person's clock. A day is named when it is not today.
export function said_time(until: number, now: number, lang: 'ko' | 'en', zone?: string): string {
    const same = day_at(now, 0, 0, 0, zone) === day_at(until, 0, 0, 0, zone);
    const full = wall(until, zone).minute === 0 && lang === 'ko';
    return new Intl.DateTimeFormat(lang === 'ko' ? 'ko-KR' : 'en-US', { ...(same ? {} : { month: 'long', day: 'numeric' }), hour: 'numeric', ...(full ? {} : { minute: '2-digit' }), timeZone: zone }).format(until);
}
