// How high the chart reaches. One hour in which somebody waited for days would press all the others flat: where a few
// values tower over the rest, the chart ends above the rest, and what goes on beyond is marked and written there. Pure.
export const kNice = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440];
const kTowers = 3;          // so many times the highest of the others
const kFewest = 4;          // of less one cannot say what is usual

export interface Scale { top: number; beyond: boolean }     // minutes; whether some values lie above the top

const nice = (minutes: number): number => kNice.find((n) => n >= minutes) ?? Math.ceil(minutes / 1440) * 1440;

// `minutes`: the highest value of each point; null: none there.
export function scale(minutes: readonly (number | null)[], promise_minutes: number): Scale {
    const least = promise_minutes * 1.4;
    const values = minutes.filter((one) => one !== null).sort((a, b) => a - b);
    const full = nice(Math.max(least, values.at(-1) ?? 0));
    // At most a fifth may stand out: more of them are what is usual.
    const most = values.length < kFewest ? 0 : Math.max(1, Math.floor(values.length / 5));
    for (let out = most; out > 0; out--) {
        const rest = values.at(-1 - out)!;
        const first_out = values.at(-out)!;
        const top = nice(Math.max(least, rest * 1.1));
        if (first_out > kTowers * Math.max(rest, least) && top < full) return { top, beyond: true };
    }
    return { top: full, beyond: false };
}
