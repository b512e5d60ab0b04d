// The times that the snooze menu offers, on the person's own clock. Pure.
import { day_at, wall, weekday } from '../../time/zone';

export interface Choice { id: 'reply' | 'hours' | 'tomorrow' | 'monday'; until: number | null }   // null: until the customer writes

export function choices(now: number, zone?: string): Choice[] {
    const minute = 60_000;
    // On whole minutes: nobody means "in 3 hours and 17 seconds".
    const in_three = Math.ceil((now + 180 * minute) / minute) * minute;
    const today = weekday(now, zone);
    const tomorrow = day_at(now, 1, 9, 0, zone);
    const monday = day_at(now, (8 - today) % 7 || 7, 9, 0, zone);
    return [
        { id: 'reply', until: null }, { id: 'hours', until: in_three }, { id: 'tomorrow', until: tomorrow },
        ...(monday === tomorrow ? [] : [{ id: 'monday', until: monday } as Choice]),
    ];
}
// What the own time begins with: the next full hour, at least an hour away.
export function first_guess(now: number, zone?: string): number {
    const at = now + 3_600_000;
    const { minute, second } = wall(at, zone);
    return minute === 0 && second === 0 ? at : Math.floor(at / 1000) * 1000 + ((60 - minute) * 60 - second) * 1000;
}
