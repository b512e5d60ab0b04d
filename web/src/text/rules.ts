// The counting rules and their facts, from the same file as the server's (model-data/text-rules.json).
import data from 'virtual:text-rules/counting';

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

export interface EmojiTables {
    pictographs: readonly CodeRange[];
    modifier_bases: readonly CodeRange[];
    flags: ReadonlySet<string>;
    subregions: readonly string[];
}

export function ranges_of(words: string): CodeRange[] {
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

// Built when the first text is counted, then kept.
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
