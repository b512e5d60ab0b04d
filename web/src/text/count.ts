// How long a text is, by the rule of the network it goes to: the composer's advice. The server counts again by the
// same rules (src/model/text_rule.cpp) and its answer is law; tests/vectors/counter.json keeps the two together.
import { clean_post } from './clean';
import type { FoundLink } from './links';
import { get_emoji_tables, in_ranges, text_rule, type EmojiTables, type LinkForm, type TextRule } from './rules';

export { text_rule, text_rule_ids, type TextRule } from './rules';
export { clean_post } from './clean';

export interface Count {
    used: number;
    limit: number; // 0 = none
    bytes: number; // UTF-8
    byte_limit: number; // 0 = none
    fits: boolean;
    remaining: number; // negative when over; Infinity without a limit
}

export interface Fitted {
    text: string;
    count: Count;
    empty: boolean; // nothing but prefix and signature
}

// Networks that count a link by a length of its own: what a link is, is a chunk of its own, to be loaded before.
let find_links: ((text: string, form: LinkForm) => FoundLink[]) | null = null;
export async function load_links(): Promise<void> { find_links ??= (await import('./links')).find_links; }
export const can_count = (rule: TextRule): boolean => rule.link_form === 'as_written' || find_links !== null;
function links_in(text: string, form: LinkForm): FoundLink[] {
    if (form === 'as_written') return [];
    if (!find_links) throw new Error('load_links() comes first');
    return find_links(text, form);
}

const joiner = 0x200d;
const text_style = 0xfe0e;
const emoji_style = 0xfe0f;
const keycap = 0x20e3;

const is_regional = (code: number) => code >= 0x1f1e6 && code <= 0x1f1ff;
const is_modifier = (code: number) => code >= 0x1f3fb && code <= 0x1f3ff;
const code_at = (text: string, at: number) => text.codePointAt(at) ?? -1;
const units_of = (code: number) => (code > 0xffff ? 2 : 1);

// One pictograph with what belongs to it: a skin tone on a base that takes one, or the emoji style.
function pictograph_length(emoji: EmojiTables, text: string, at: number): number {
    const base = code_at(text, at);
    if (base < 0 || !in_ranges(emoji.pictographs, base)) return 0;
    const length = units_of(base);
    const next = code_at(text, at + length);
    if (next === text_style) return 0;
    if (next === emoji_style) return length + 1;
    if (is_modifier(next) && in_ranges(emoji.modifier_bases, base)) return length + 2;
    return length;
}

function subregion_length(emoji: EmojiTables, text: string, at: number): number {
    for (const region of emoji.subregions) {
        let end = at + 2;
        let same = true;
        for (let i = 0; i < region.length; i++, end += 2)
            if (code_at(text, end) !== 0xe0000 + region.charCodeAt(i)) same = false;
        if (same && code_at(text, end) === 0xe007f) return end + 2 - at;
    }
    return 0;
}

// Length of the emoji at `at` as people see it, or 0. By form and not by list.
function emoji_length(emoji: EmojiTables, text: string, at: number): number {
    const first = code_at(text, at);
    if (first === 0x23 || first === 0x2a || (first >= 0x30 && first <= 0x39)) {
        const end = code_at(text, at + 1) === emoji_style ? at + 2 : at + 1;
        return code_at(text, end) === keycap ? end + 1 - at : 0;
    }
    if (is_regional(first)) {
        const second = code_at(text, at + 2);
        if (!is_regional(second)) return 0;
        const letter = (code: number) => String.fromCharCode(65 + code - 0x1f1e6);
        return emoji.flags.has(letter(first) + letter(second)) ? 4 : 0;
    }
    if (first === 0x1f3f4) {
        const length = subregion_length(emoji, text, at);
        if (length > 0) return length;
    }
    let length = pictograph_length(emoji, text, at);
    if (length === 1 && first < 0x100) return 0; // © and ® are letters unless the emoji style follows
    while (length > 0 && code_at(text, at + length) === joiner) {
        const more = pictograph_length(emoji, text, at + length + 1);
        if (more === 0) break;
        length += 1 + more;
    }
    return length;
}

function weight_of(rule: TextRule, code: number): number {
    for (const [first, last] of rule.light_ranges) if (code >= first && code <= last) return rule.light_weight;
    return rule.default_weight;
}

const remote_mention = /@([a-z0-9_]+)@(?:[a-z0-9.-]+[a-z0-9]+)/iy;

// Of "@name@domain" at `at`: the length of "@name" and of the whole; undefined if it is none.
function mention_at(text: string, at: number, after_link: boolean): { name: number; whole: number } | undefined {
    if (text[at] !== '@') return undefined;
    if (at > 0 && !after_link && /[/\w]/.test(text[at - 1]!)) return undefined;
    remote_mention.lastIndex = at;
    const match = remote_mention.exec(text);
    return match === null ? undefined : { name: match[1]!.length + 1, whole: match[0].length };
}

function count_units(rule: TextRule, written: string): number {
    const weighted = rule.unit === 'weighted';
    const text = weighted ? written.normalize('NFC') : written;
    const emoji = get_emoji_tables();
    const links = links_in(text, rule.link_form);
    let used = 0;
    let link = 0;
    let after_link = false;
    for (let at = 0; at < text.length; ) {
        while (link < links.length && links[link]!.begin < at) link++;
        if (link < links.length && links[link]!.begin === at) {
            used += rule.link_weight;
            at += links[link]!.length;
            after_link = true;
            continue;
        }
        const mention = rule.mention_without_domain ? mention_at(text, at, after_link) : undefined;
        after_link = false;
        const emoji_end = weighted ? emoji_length(emoji, text, at) : 0;
        if (mention !== undefined) {
            used += mention.name;
            at += mention.whole;
        } else if (emoji_end > 0) {
            used += rule.emoji_weight;
            at += emoji_end;
        } else {
            const code = code_at(text, at);
            used += weighted ? weight_of(rule, code) : 1;
            at += units_of(code);
        }
    }
    return used;
}

let segmenter: Intl.Segmenter | undefined;

// ASCII, precomposed Hangul, compatibility jamo, Han, kana: one grapheme each. The same set as base::is_plain.
const plain =
    /^[\n\x20-\x7E\xA1-\xA8\xC0-\u024F\u2018\u2019\u201C\u201D\u2026\u3001-\u3003\u3041-\u3096\u30A1-\u30FA\u3131-\u318E\u4E00-\u9FFF\uAC00-\uD7A3]*$/;

export function grapheme_count(text: string): number {
    if (plain.test(text)) return text.length;
    segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
    let count = 0;
    for (const _ of segmenter.segment(text)) count++;
    return count;
}

const encoder = new TextEncoder();

export function count(rule: TextRule, text: string): Count {
    const used = rule.unit === 'graphemes' ? grapheme_count(text) : count_units(rule, text);
    const bytes = encoder.encode(text).length;
    return {
        used,
        limit: rule.limit,
        bytes,
        byte_limit: rule.byte_limit,
        fits: (rule.limit === 0 || used <= rule.limit) && (rule.byte_limit === 0 || bytes <= rule.byte_limit),
        remaining: rule.limit === 0 ? Infinity : rule.limit - used,
    };
}

// Cleans the body, brings it into normal form C, trims it and appends " ^KG" (nothing without a signature, nothing
// when the body already ends with it). Counting the result reserves the signature.
export function compose(rule: TextRule, body: string, signature: string, prefix = ''): Fitted {
    const kept = clean_post(body).normalize('NFC').replace(/^[ \n]+|[ \n]+$/g, '');
    const mark = `^${signature}`;
    const alone = signature !== '' && kept === mark;
    const signed = kept.endsWith(mark) && /[ \n]/.test(kept[kept.length - mark.length - 1] ?? '');
    let text = prefix + kept;
    if (signature !== '' && !alone && !signed) text += (kept === '' ? '' : ' ') + mark;
    return { text, count: count(rule, text), empty: kept === '' || alone };
}

// Counts with the rule of this id and limits the server may have changed; undefined for an unknown rule.
export function rule_with_limit(id: string, limit?: number, byte_limit?: number): TextRule | undefined {
    const rule = text_rule(id);
    if (rule === undefined) return undefined;
    return { ...rule, limit: limit ?? rule.limit, byte_limit: byte_limit ?? rule.byte_limit };
}
