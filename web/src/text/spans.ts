// What becomes a link or a mention on a network that marks them in the text: the same rules by which the server marks
// them (http and https only, up to the first character that is not ASCII, so that a Korean particle stays text).
export interface Span { text: string; kind: 'text' | 'link' | 'mention' }

const kSpan = /https?:\/\/[!-~]+|@[A-Za-z0-9.-]+/giu;
const kHandle = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

function without_tail(link: string): string {
    let kept = link.replace(/[<>"`{}|\\^].*$/u, '');
    for (;;) {
        const last = kept.at(-1) ?? '';
        const lonely = (open: string, close: string) => last === close && kept.split(open).length < kept.split(close).length;
        if (last === '' || !(/[.,;:!?'"*_~]/.test(last) || lonely('(', ')') || lonely('[', ']'))) return kept;
        kept = kept.slice(0, -1);
    }
}

export function spans(text: string): Span[] {
    const found: Span[] = [];
    let from = 0;
    const push = (end: number, kind: Span['kind'], until: number) => {
        if (end > from) found.push({ text: text.slice(from, end), kind: 'text' });
        found.push({ text: text.slice(end, until), kind });
        from = until;
    };
    for (const match of text.matchAll(kSpan)) {
        const at = match.index;
        if (at < from || (at > 0 && /[A-Za-z0-9@_/.]/.test(text[at - 1]!))) continue;
        if (match[0].startsWith('@')) {
            const handle = match[0].slice(1).replace(/[.-]+$/, '');
            if (kHandle.test(handle)) push(at, 'mention', at + 1 + handle.length);
        } else {
            const link = without_tail(match[0]);
            if (/^https?:\/\/[a-z0-9]/i.test(link)) push(at, 'link', at + link.length);
        }
    }
    if (from < text.length) found.push({ text: text.slice(from), kind: 'text' });
    return found;
}
