// Finds the links that a network replaces by one of fixed length. Twin of src/model/text_rule_links.cpp: what is
// changed here is changed there.
import { get_link_tables, link_char, type LinkTables } from './link_tables';
import type { LinkForm } from './rules';

export interface FoundLink {
    begin: number; // UTF-16 code units
    length: number;
}

export const max_link_text = 16384;

const none = -1;
const is_digit = (c: number) => c >= 48 && c <= 57;
const is_alnum = (c: number) => is_digit(c) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
const begins_with = (text: string, at: number, what: string) =>
    text.slice(at, at + what.length).replace(/[A-Z]/g, (c) => c.toLowerCase()) === what;

// Case is folded by code unit, so that lengths stay the same.
function fold(text: string): string {
    let out = '';
    for (let i = 0; i < text.length; i++) {
        const lower = text[i]!.toLowerCase();
        out += lower.length === 1 ? lower : text[i]!;
    }
    return out;
}

// Length of "xn--" + the punycode of these code points (RFC 3492); we need no more of it than the length.
function encoded_length(codes: readonly number[]): number {
    const base = 36, min = 1, max = 26, skew = 38, damp = 700;
    const basic = codes.filter((code) => code < 0x80).length;
    let length = 4 + basic + (basic > 0 ? 1 : 0);
    let handled = basic;
    let next = 0x80;
    let delta = 0;
    let bias = 72;
    while (handled < codes.length) {
        let least = 0x110000;
        for (const code of codes) if (code >= next) least = Math.min(least, code);
        delta += (least - next) * (handled + 1);
        next = least;
        for (const code of codes) {
            if (code < next) delta++;
            if (code !== next) continue;
            let rest = delta;
            for (let k = base; ; k += base) {
                const threshold = k <= bias ? min : Math.min(k - bias, max);
                length++;
                if (rest < threshold) break;
                rest = Math.floor((rest - threshold) / (base - threshold));
            }
            let scaled = Math.floor(handled === basic ? delta / damp : delta / 2);
            scaled += Math.floor(scaled / (handled + 1));
            bias = 0;
            for (; scaled > ((base - min) * max) / 2; bias += base) scaled = Math.floor(scaled / (base - min));
            bias += Math.floor(((base - min + 1) * scaled) / (scaled + skew));
            delta = 0;
            handled++;
        }
        delta++;
        next++;
    }
    return length;
}

// Length of a domain label as the resolver sees it; above `enough` if it is certainly longer than that.
export function resolved_label_length(label: string, enough: number): number {
    let length = 0;
    for (const [i, part] of label.split(/[\u3002\uFF0E\uFF61]/).entries()) {
        if (i > 0) length++;
        const codes = Array.from(part, (c) => c.codePointAt(0)!);
        const plain = codes.every((code) => code >= 0x20 && code < 0x7f);
        length += plain ? codes.length : codes.length > enough ? enough + 1 : encoded_length(codes);
    }
    return length;
}

class Scanner {
    private readonly found: FoundLink[] = [];
    private readonly domain_ends: Int32Array;

    constructor(
        private readonly tables: LinkTables,
        private readonly text: string,
        private readonly form: LinkForm,
    ) {
        this.domain_ends = new Int32Array(text.length + 1).fill(none);
    }

    run(): FoundLink[] {
        this.find_domains();
        let at = 0;
        while (at < this.text.length) {
            let end = none;
            if (!this.is(at, link_char.not_before)) end = this.try_at(at + 1, at);
            if (end === none && at === 0) end = this.try_at(0, none);
            at = end === none ? at + 1 : Math.max(end, at + 1);
        }
        return this.found;
    }

    private is(at: number, what: number): boolean {
        return at < this.text.length && (this.tables.unit[this.text.charCodeAt(at)]! & what) !== 0;
    }

    private in_domain(at: number): boolean {
        return at < this.text.length && (this.tables.unit[this.text.charCodeAt(at)]! & link_char.not_in_domain) === 0;
    }

    // A link that begins at `begin`, after the character at `before`: its end, or none.
    private try_at(begin: number, before: number): number {
        for (const scheme of ['https://', 'http://']) {
            if (!begins_with(this.text, begin, scheme)) continue;
            const domain = begin + scheme.length;
            const domain_end = this.domain_ends[domain] ?? none;
            if (domain_end === none) continue;
            const end = this.after_domain(domain_end).end;
            this.add_with_scheme(begin, domain, domain_end, end);
            return end;
        }
        const domain_end = this.domain_ends[begin] ?? none;
        if (domain_end === none) return none;
        const shape = this.after_domain(domain_end);
        this.add_bare(begin, before, domain_end, shape);
        return shape.end;
    }

    // domain_ends[i]: end of the longest domain that begins at i and ends with a known top-level domain, or none. "_"
    // may not stand in the label before that one. One pass from the right: a hostile text costs no more.
    private find_domains(): void {
        let label_end = this.text.length;
        let underscore = false;
        let good_end = false;
        let top = none;
        for (let at = this.text.length - 1; at >= 0; at--) {
            const inside = this.in_domain(at);
            const char = this.text[at];
            if (!inside && char !== '-' && char !== '_') {
                label_end = at;
                underscore = false;
                good_end = char === '.' && at > 0 && this.in_domain(at - 1);
                top = good_end ? this.top_domain_at(this.text, at + 1) : none;
                continue;
            }
            if (char === '_') underscore = true;
            if (!inside || !good_end) continue;
            const longer = this.domain_ends[label_end + 1]!;
            this.domain_ends[at] = longer !== none ? longer : underscore ? none : top;
        }
    }

    // It may not run on in Latin letters, digits, "@", "+" or "-"; Hangul right after it is fine.
    private top_domain_at(text: string, at: number): number {
        if (at >= text.length || (this.tables.unit[text.charCodeAt(at)]! & link_char.not_in_domain) !== 0) return none;
        const cut_off = (end: number) => {
            if (end >= text.length) return true;
            const c = text.charCodeAt(end);
            return !(is_alnum(c) || c === 0x40 || c === 0x2b || c === 0x2d);
        };
        let key = fold(text.slice(at, at + this.tables.longest_domain));
        for (; key !== ''; key = key.slice(0, -1))
            if (cut_off(at + key.length) && this.tables.domains.has(key)) return at + key.length;
        if (!begins_with(text, at, 'xn--')) return none;
        let end = at + 4;
        while (end < text.length && (is_alnum(text.charCodeAt(end)) || text[end] === '-')) end++;
        return end > at + 4 ? end : none;
    }

    private after_domain(domain_end: number): { end: number; path: boolean } {
        let end = domain_end;
        let path = false;
        if (this.text[end] === ':' && is_digit(this.text.charCodeAt(end + 1))) {
            end++;
            while (is_digit(this.text.charCodeAt(end))) end++;
        }
        if (this.text[end] === '/') {
            path = true;
            end = this.path_end(end + 1);
        }
        return { end: this.query_after(end), path };
    }

    // Path characters and balanced brackets, up to the last one that may end a path.
    private path_end(from: number): number {
        let at = from;
        let good = from;
        for (;;) {
            if (this.is(at, link_char.path)) {
                if (this.is(at, link_char.path_end)) good = at + 1;
                at++;
            } else {
                const close = this.text[at] === '(' ? this.bracket_end(at) : none;
                if (close === none) return good;
                at = good = close;
            }
        }
    }

    private skip_path(from: number): number {
        let at = from;
        while (this.is(at, link_char.path)) at++;
        return at;
    }

    // "(...)" with at most one pair inside; the end after ")", or none.
    private bracket_end(open: number): number {
        let at = this.skip_path(open + 1);
        if (this.text[at] === ')') return at > open + 1 ? at + 1 : none;
        if (this.text[at] !== '(') return none;
        const inner = this.skip_path(at + 1);
        if (inner === at + 1 || this.text[inner] !== ')') return none;
        at = this.skip_path(inner + 1);
        return this.text[at] === ')' ? at + 1 : none;
    }

    private query_after(at: number): number {
        if (this.text[at] !== '?') return at;
        let good = at;
        for (let i = at + 1; this.is(i, link_char.query); i++) if (this.is(i, link_char.query_end)) good = i + 1;
        return good;
    }

    private resolvable(begin: number, end: number): boolean {
        const domain = this.text.slice(begin, end);
        if (domain.startsWith('xn--') && this.plain_domains(domain).length === 0) return false;
        return domain.split('.').every((label) => {
            const length = resolved_label_length(label, this.tables.max_label);
            return length >= 1 && length <= this.tables.max_label;
        });
    }

    private add_with_scheme(begin: number, domain: number, domain_end: number, link_end: number): void {
        let end = link_end;
        if (!this.resolvable(domain, domain_end)) return;
        if (domain - begin + (end - begin) > this.tables.max_length) return;
        if (begins_with(this.text, domain, `${this.tables.short_host}/`)) {
            const slug = domain + this.tables.short_host.length + 1;
            let slug_end = slug;
            while (slug_end < end && is_alnum(this.text.charCodeAt(slug_end))) slug_end++;
            if (slug_end - slug > this.tables.max_slug) return;
            if (slug_end > slug) end = this.query_after(slug_end);
        }
        this.found.push({ begin, length: end - begin });
    }

    // Without a scheme only the Latin part of a domain is a link.
    private add_bare(begin: number, before: number, domain_end: number, shape: { end: number; path: boolean }): void {
        const scheme = 8; // what the network will put before it
        if (this.form !== 'bare_domains' || !this.resolvable(begin, domain_end)) return;
        if (scheme + (shape.end - begin) > this.tables.max_length) return;
        if (before !== none && '-_./'.includes(this.text[before]!)) return;
        const plain = this.plain_domains(this.text.slice(begin, domain_end));
        for (const link of plain) this.found.push({ begin: begin + link.begin, length: link.length });
        if (plain.length > 0 && shape.path) this.found.at(-1)!.length += shape.end - domain_end;
    }

    private plain_domains(domain: string): FoundLink[] {
        const plain = (at: number) =>
            at < domain.length && (this.tables.unit[domain.charCodeAt(at)]! & link_char.plain_domain) !== 0;
        const found: FoundLink[] = [];
        let at = 0;
        while (at < domain.length) {
            let best = none;
            let label = at;
            let first_end = at; // where a failure here fails for every later letter of this label too
            while (plain(label)) {
                let end = label;
                while (plain(end)) end++;
                if (label === at) first_end = end;
                if (domain[end] !== '.') break;
                const top = this.top_domain_at(domain, end + 1);
                if (top !== none) best = top;
                label = end + 1;
            }
            if (best !== none) found.push({ begin: at, length: best - at });
            at = best === none ? first_end + 1 : best;
        }
        return found;
    }
}

export function find_links(text: string, form: LinkForm): FoundLink[] {
    if (form === 'as_written' || text.length > max_link_text) return [];
    if (!text.includes(form === 'bare_domains' ? '.' : ':')) return [];
    return new Scanner(get_link_tables(), text, form).run();
}
