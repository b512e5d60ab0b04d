// A query's text as it is typed: where its problems lie, and words taken in or out. The language itself is the server's.
import type { QueryProblem } from '../../api/desk';

export interface Part { text: string; problem: QueryProblem | null }

// The server counts UTF-8 bytes; JavaScript counts UTF-16 units.
export function unit_at(text: string, byte: number): number {
    let bytes = 0;
    let units = 0;
    for (const char of text) {
        if (bytes >= byte) break;
        const code = char.codePointAt(0)!;
        bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        units += char.length;
    }
    return units;
}
export function parts(text: string, problems: readonly QueryProblem[]): Part[] {
    const found: Part[] = [];
    let at = 0;
    for (const problem of [...problems].sort((a, b) => a.from - b.from)) {
        const from = Math.max(at, unit_at(text, problem.from));
        const to = Math.max(from, unit_at(text, problem.to));
        if (from > at) found.push({ text: text.slice(at, from), problem: null });
        // Something that is missing has no width: a place is shown.
        found.push({ text: text.slice(from, to) || '\u2009', problem });
        at = to;
    }
    if (at < text.length) found.push({ text: text.slice(at), problem: null });
    return found;
}
export function with_suggestion(text: string, problem: QueryProblem): string {
    if (problem.suggestion === null) return text;
    return text.slice(0, unit_at(text, problem.from)) + problem.suggestion + text.slice(unit_at(text, problem.to));
}
const quoted = (value: string) => (/[\s"():]/.test(value) ? `"${value.replaceAll('"', '')}"` : value);
// Adds tag:refund to what is there, once; takes it out when it is there.
export function toggled(text: string, field: string, value: string): string {
    const term = `${field}:${quoted(value)}`;
    const words = text.trim().split(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/u).filter(Boolean);
    const without = words.filter((word) => word !== term);
    return (without.length < words.length ? without : [...words, term]).join(' ');
}
