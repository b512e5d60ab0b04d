// A text too long for one post, cut into several: by the network's own count, at the end of a sentence or between words,
// never inside what a person sees as one character. Loaded with the counter's tables, when it is first needed.
import { compose, text_rule, type Count, type TextRule } from '../../text/count';

export interface Post { body: string; text: string; count: Count }      // as written, as it goes out
export interface SplitOptions { numbered?: boolean; sign_every?: boolean }

export const kPartsAtMost = 10;

// The same as the server's (src/answer/submit.cpp): the number behind the text, then the signature.
export function part_text(rule: TextRule, body: string, i: number, n: number, signature: string, { numbered = false, sign_every = false }: SplitOptions = {}): { text: string; count: Count } {
    const kept = body.replace(/[ \r\n]+$/, '');
    const tail = numbered && kept !== '' ? `${kept} ${i + 1}/${n}` : body;
    const { text, count } = compose(rule, tail, sign_every || i === n - 1 ? signature : '');
    return { text, count };
}

const kSentenceEnd = /[.!?…。！？~]["'”’」』)\]]*$/u;
let segmenter: Intl.Segmenter | undefined;

// Where a text may be cut, ascending; `good` where a sentence or a line ends.
function borders(text: string): { at: number; good: boolean }[] {
    const found: { at: number; good: boolean }[] = [];
    for (const match of text.matchAll(/\s+|[。！？](?=\S)/gu)) {
        const blank = /^\s/.test(match[0]);
        const at = blank ? match.index : match.index + match[0].length;
        if (at > 0) found.push({ at, good: !blank || match[0].includes('\n') || kSentenceEnd.test(text.slice(Math.max(0, at - 8), at)) });
    }
    return found;
}
// The longest beginning that fits; 0: nothing does.
function longest(places: readonly number[], fits: (end: number) => boolean): number {
    let low = 0;
    let high = places.length - 1;
    let best = 0;
    while (low <= high) {
        const middle = (low + high) >> 1;
        if (fits(places[middle]!)) {
            best = places[middle]!;
            low = middle + 1;
        } else high = middle - 1;
    }
    return best;
}
function cut_at(text: string, fits: (end: number) => boolean): number {
    const places = borders(text);
    const furthest = longest(places.map((one) => one.at), fits);
    if (furthest > 0) {
        // Better a whole sentence, when that does not leave half of the post empty.
        const good = places.findLast((one) => one.good && one.at <= furthest);
        return good && good.at >= furthest * 0.5 ? good.at : furthest;
    }
    // One word longer than a post.
    segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
    const ends: number[] = [];
    for (const { index } of segmenter.segment(text)) if (index > 0) ends.push(index);
    return longest(ends, fits);
}

// null: it cannot be done in ten posts, or the rule is not known.
export function split_text(rule_id: string, text: string, signature: string, options: SplitOptions = {}): Post[] | null {
    const rule = text_rule(rule_id);
    if (!rule) return null;
    const initials = signature.replace(/^\s*\^/, '');
    // No fewer than the length says; most often exactly that many, or one more.
    const whole = compose(rule, text, initials).count;
    const at_least = Math.max(whole.limit > 0 ? whole.used / whole.limit : 0, whole.byte_limit > 0 ? whole.bytes / whole.byte_limit : 0);
    for (let n = Math.max(2, Math.ceil(at_least)); n <= kPartsAtMost; n++) {
        const posts: Post[] = [];
        let rest = text.trim();
        while (rest !== '' && posts.length < n) {
            const i = posts.length;
            const last = part_text(rule, rest, n - 1, n, initials, options);
            if (i === n - 1 || (last.count.fits && i > 0)) {
                if (!last.count.fits) break;
                posts.push({ body: rest, ...last });
                rest = '';
                break;
            }
            const end = cut_at(rest, (at) => part_text(rule, rest.slice(0, at), i, n, initials, options).count.fits);
            if (end === 0) return null;
            const body = rest.slice(0, end).trimEnd();
            posts.push({ body, ...part_text(rule, body, i, n, initials, options) });
            rest = rest.slice(end).trimStart();
        }
        if (rest === '' && posts.length === n) return posts;
    }
    return null;
}
