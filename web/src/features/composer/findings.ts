// What the guidelines have against a text, in units of JavaScript; and a text with one fix taken.
import type { Finding } from '../../api/guidelines';
import { unit_spans } from '../../text/bytes';

export interface Shown { finding: Finding; from: number; to: number; said: string }

const kWeight = { block: 0, warning: 1, hint: 2 } as const;

const unit_at = (text: string, bytes: number): number => unit_spans(text, [[0, bytes]])[0]?.[1] ?? 0;

/** The gravest first; places only of the text that was asked about. */
export function shown(text: string, findings: Finding[]): Shown[] {
    return findings.map((finding) => {
        if (finding.pointer !== '/text') return { finding, from: -1, to: -1, said: '' };
        const from = unit_at(text, finding.from);
        const to = unit_at(text, finding.to);
        return { finding, from, to, said: text.slice(from, to) };
    }).sort((a, b) => kWeight[a.finding.severity] - kWeight[b.finding.severity] || a.from - b.from);
}

export function with_fix(text: string, one: Shown): { text: string; caret: number } | null {
    const put = one.finding.replacement;
    if (put === null || one.from < 0 || text.slice(one.from, one.to) !== one.said) return null;
    return { text: text.slice(0, one.from) + put + text.slice(one.to), caret: one.from + put.length };
}
