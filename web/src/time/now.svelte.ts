// One clock for the whole app: ticks once a second, follows the server's time (a browser's clock may be wrong).
let offset_ms = 0;
let tick = $state.raw(Date.now());
let timer: ReturnType<typeof setInterval> | undefined;

export function start_clock(): void {
    timer ??= setInterval(() => { tick = Date.now(); }, 1000);
}
// Clocks that differ by less than two seconds agree: the answer itself took some time to travel.
export function set_server_time(server: string): void {
    const difference = Date.parse(server) - Date.now();
    offset_ms = Math.abs(difference) < 2000 ? 0 : difference;
}
export const now = (): number => tick + offset_ms;           // reactive, to the second
export const instant_now = (): number => Date.now() + offset_ms;   // exact, not reactive
