// The counting rules and their facts, from the same file as the server's (model-data/text-rules.json).
import data from '../../../model-data/text-rules.json';

export type TextUnit = 'weighted' | 'graphemes' | 'code_points';
export type LinkForm = 'as_written' | 'with_scheme' | 'bare_domains';
export type CodeRange = readonly [first: number, last: number]; // inclusive

export interface TextRule {
    id: string;
    unit: TextUnit;
    limit: number; // inclusive, in units; 0 = none
    byte_limit: number; // inclusive, UTF-8 bytes; 0 = none
    link_form: LinkForm;
    link_weight: number;
    mention_without_domain: boolean;
    default_weight: number;
    light_weight: number;
    emoji_weight: number;
    light_ranges: readonly CodeRange[];
}

interface RawRule {
    unit: string;
    limit: number;
    byte_limit: number;
    link_form: string;
    link_weight: number;
    mention_without_domain: boolean;
    default_weight?: number;
    light_weight?: number;
    emoji_weight?: number;
    light_ranges?: number[][];
}

// What a UTF-16 code unit may do in a link: bits of LinkTables.unit.
export const link_char = {
    not_before: 1,
    not_in_domain: 2,
    plain_domain: 4,
    path: 8,
    path_end: 16,
    query: 32,
    query_end: 64,
} as const;

export interface LinkTables {
    unit: Uint8Array;
    domains: ReadonlySet<string>;
    longest_domain: number;
    max_length: number;
    max_label: number;
    short_host: string;
    max_slug: number;
}

export interface EmojiTables {
    pictographs: readonly CodeRange[];
    modifier_bases: readonly CodeRange[];
    flags: ReadonlySet<string>;
    subregions: readonly string[];
}

function ranges_of(words: string): CodeRange[] {
    return words
        .split(' ')
        .filter((word) => word !== '')
        .map((word) => {
            const [first, last] = word.split('-');
            return [parseInt(first!, 16), parseInt(last ?? first!, 16)] as const;
        });
}

export function in_ranges(ranges: readonly CodeRange[], code: number): boolean {
    let low = 0;
    let high = ranges.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (code < ranges[middle]![0]) high = middle;
        else low = middle + 1;
    }
    return low > 0 && code <= ranges[low - 1]![1];
}

function link_tables(): LinkTables {
    const from = data.links;
    const unit = new Uint8Array(0x10000);
    const mark = (words: string, what: number) => {
        for (const [first, last] of ranges_of(words)) for (let u = first; u <= last; u++) unit[u]! |= what;
    };
    mark(from.not_before, link_char.not_before);
    mark(from.not_in_domain, link_char.not_in_domain);
    mark(from.plain_domain, link_char.plain_domain);
    mark(from.path, link_char.path);
    mark(from.path_end, link_char.path_end);
    mark(from.query, link_char.query);
    mark(from.query_end, link_char.query_end);
    const domains = new Set(`${from.generic_domains} ${from.country_domains}`.toLowerCase().split(' '));
    let longest_domain = 0;
    for (const domain of domains) longest_domain = Math.max(longest_domain, domain.length);
    return {
        unit,
        domains,
        longest_domain,
        max_length: from.max_length,
        max_label: from.max_label,
        short_host: from.shortener.host,
        max_slug: from.shortener.max_slug,
    };
}

// Built when the first text is counted, then kept.
let links: LinkTables | undefined;
export const get_link_tables = (): LinkTables => (links ??= link_tables());

let emoji: EmojiTables | undefined;
export const get_emoji_tables = (): EmojiTables =>
    (emoji ??= {
        pictographs: ranges_of(data.emoji.pictographs),
        modifier_bases: ranges_of(data.emoji.modifier_bases),
        flags: new Set(data.emoji.flags.split(' ')),
        subregions: data.emoji.subregions.split(' '),
    });

export const text_rule_ids: readonly string[] = Object.keys(data.rules);

// The rule with this id ("weighted-280", "graphemes-300", ...); undefined if the server names one we do not know.
export function text_rule(id: string): TextRule | undefined {
    const raw = (data.rules as Record<string, RawRule>)[id];
    if (raw === undefined) return undefined;
    return {
        id,
        unit: raw.unit as TextUnit,
        limit: raw.limit,
        byte_limit: raw.byte_limit,
        link_form: raw.link_form as LinkForm,
        link_weight: raw.link_weight,
        mention_without_domain: raw.mention_without_domain,
        default_weight: raw.default_weight ?? 1,
        light_weight: raw.light_weight ?? 1,
        emoji_weight: raw.emoji_weight ?? 1,
        light_ranges: (raw.light_ranges ?? []).map((range) => [range[0]!, range[1]!] as const),
    };
}
