// What the board says of a season and of a score, without a screen.
import type { HonourBoard, HonourRow } from '../../api/honour';

const kZ = 1.959963984540054;
// Lower end of Wilson's 95 % interval, in hundredths of a percent; twin of reports::wilson_low.
export function wilson_low(good: number, all: number): number {
    if (all <= 0) return 0;
    const p = good / all;
    const z2 = kZ * kZ;
    const low = (p + z2 / (2 * all) - kZ * Math.sqrt((p * (1 - p)) / all + z2 / (4 * all * all))) / (1 + z2 / all);
    return Math.min(10_000, Math.max(0, Math.round(low * 10_000)));
}

// The score with one more conversation that was in time and whose customer is satisfied.
export function with_one_more(row: HonourRow, ratings_count: boolean): number {
    const timing = wilson_low(row.timing.good + 1, row.timing.all + 1);
    return ratings_count ? Math.floor((timing * wilson_low(row.satisfaction.good + 1, row.satisfaction.all + 1) + 5_000) / 10_000) : timing;
}

export type SeasonName = { key: 'honour.season.quarter' | 'honour.season.week'; year: number; n: number };
export function season_name(season: string): SeasonName {
    const week = season.match(/^(\d{4})-W(\d{2})$/);
    if (week) return { key: 'honour.season.week', year: Number(week[1]), n: Number(week[2]) };
    return { key: 'honour.season.quarter', year: Number(season.slice(0, 4)), n: Number(season.slice(5)) };
}

export const department_name = (board: HonourBoard, id: string): string => board.departments.find((one) => one.id === id)?.name ?? '';

// Which certificate somebody has of a board; nothing: none yet.
export function certificate_of(board: HonourBoard): 'top' | 'thanks' | null {
    const row = board.me;
    if (!row || row.answered < board.formula.least_answered) return null;
    return row.place !== null && row.place <= 10 ? 'top' : 'thanks';
}
