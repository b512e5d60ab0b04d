// One short message at the foot of the screen: what was just done, with its undo. A newer one takes its place.
export interface Toast {
    text: string;
    icon?: string;
    tone?: 'late' | 'soon' | 'met';
    part?: number;                      // how much of it is done, 0 to 1
    more?: { label: string; run: () => void };
    undo?: (() => void) | undefined;
    ms?: number | null;                 // how long it stays; null: until it is closed
}
const kMs = 12_000;
let shown = $state.raw<(Toast & { serial: number }) | null>(null);
let serial = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

export const toast = (): (Toast & { serial: number }) | null => shown;
export function show_toast(what: Toast): number {
    clearTimeout(timer);
    const mine = ++serial;
    shown = { ...what, serial: mine };
    const ms = what.ms === undefined ? kMs : what.ms;
    if (ms !== null) timer = setTimeout(() => hide_toast(mine), ms);
    return mine;
}
// Without a number: whatever is shown.
export function hide_toast(which?: number): void {
    if (which === undefined || shown?.serial === which) {
        clearTimeout(timer);
        shown = null;
    }
}
