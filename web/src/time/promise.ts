// What a conversation's clock shows: time left until the promise, time past it, or how fast we were. Pure.
export type Tone = '' | 'soon' | 'late' | 'met';

export interface Waiting {
    tone: Tone;
    left_ms: number;     // below zero: past the promise
    waited_ms: number;
}

// Up to the first band (7 minutes) waiting has no colour; then it is soon; past the promise (12) it is late.
export function waiting(since: number, now: number, promise_minutes: number, bands: number[]): Waiting {
    const waited_ms = Math.max(0, now - since);
    const left_ms = promise_minutes * 60_000 - waited_ms;
    const calm_until = Math.min(bands[0] ?? promise_minutes, promise_minutes) * 60_000;
    const tone: Tone = left_ms < 0 ? 'late' : waited_ms >= calm_until ? 'soon' : '';
    return { tone, left_ms, waited_ms };
}

// Fill of each part of the track, 0 to 1: 0-7, 7-12, 12-30, 30-60 minutes.
export function track(ms: number, bands: number[]): number[] {
    const minutes = Math.max(0, ms) / 60_000;
    let from = 0;
    return bands.map((to) => {
        const part = Math.min(1, Math.max(0, (minutes - from) / (to - from)));
        from = to;
        return part;
    });
}
