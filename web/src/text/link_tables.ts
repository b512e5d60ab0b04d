// What may stand in a link, and which domains there are (model-data/text-rules.json).
import data from 'virtual:text-rules/links';
import { ranges_of } from './rules';

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

function link_tables(): LinkTables {
    const from = data;
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
