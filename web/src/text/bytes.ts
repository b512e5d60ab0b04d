// The server counts UTF-8 bytes; JavaScript counts UTF-16 units.
export type Span = readonly [from: number, to: number];

const width = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
export function byte_length(text: string): number {
    let bytes = 0;
    for (const char of text) bytes += width(char.codePointAt(0)!);
    return bytes;
}
// The places in UTF-16 units: in order, cut to the text, those that touch or overlap made one, empty ones left out. A
// place in the middle of a character takes all of it.
export function unit_spans(text: string, bytes: readonly Span[]): [number, number][] {
    const wanted = bytes.filter(([from, to]) => to > from && from >= 0).sort((a, b) => a[0] - b[0]);
    const found: [number, number][] = [];
    let at = 0;
    let units = 0;
    let next = 0;
    let open_until = -1;      // in bytes: of the place that is being read
    for (const char of text) {
        const end = at + width(char.codePointAt(0)!);
        while (next < wanted.length && wanted[next]![0] < end) {
            const until = wanted[next++]![1];
            if (open_until <= at) {
                const last = found.at(-1);
                if (last && last[1] === units) last[1] = units; else found.push([units, units]);
            }
            open_until = Math.max(open_until, until);
        }
        units += char.length;
        if (open_until > at) found.at(-1)![1] = units;
        at = end;
    }
    return found;
}
export interface Marked { text: string; marked: boolean }
// The text in pieces, those at the places marked. `spans` as unit_spans gives them.
export function marked(text: string, spans: readonly Span[]): Marked[] {
    const found: Marked[] = [];
    let at = 0;
    for (const [from, to] of spans) {
        if (from > at) found.push({ text: text.slice(at, from), marked: false });
        if (to > from) found.push({ text: text.slice(from, to), marked: true });
        at = Math.max(at, to);
    }
    if (at < text.length || found.length === 0) found.push({ text: text.slice(at), marked: false });
    return found;
}
