// The query language as a tree, for the builder: what the server's parser reads (src/model/query), read here, too, so that
// text and builder follow each other at every key. tests/vectors/queries.json holds the two against each other. What is
// wrong with a query, and where, the server says; here it is only "not a tree".
export type Field = 'from' | 'to' | 'network' | 'account' | 'lang' | 'is' | 'has' | 'url';
export type Comparison = '>' | '>=' | '<' | '<=';
export type Leaf =
    | { kind: 'text'; text: string; exact: boolean; prefix: boolean }
    | { kind: 'hashtag' | 'handle'; text: string; prefix: boolean }
    | { kind: 'field'; field: Field; text: string; prefix: boolean }
    | { kind: 'compare'; comparison: Comparison; number: number };
export type Node = Leaf
    | { kind: 'all' | 'any'; children: Node[] }
    | { kind: 'none'; child: Node }
    | { kind: 'near'; words: number; ordered: boolean; left: Node; right: Node };
export type Text = Extract<Node, { kind: 'text' }>;

export const kFields: readonly Field[] = ['from', 'to', 'network', 'account', 'lang', 'is', 'has', 'url'];
export const kValues: Partial<Record<Field, readonly string[]>> = { is: ['reply', 'repost', 'quote'], has: ['link', 'media', 'question'] };
export const kMaxNear = 50;
const kMaxDepth = 40;
const kMaxTerms = 200;

type Token = { type: 'open' | 'close' | 'minus' | 'and' | 'or' | 'not' } | { type: 'near'; words: number; ordered: boolean }
    | { type: 'term'; sigil: '' | '=' | '#' | '@'; name: string; operator: string; text: string; quoted: boolean; closed: boolean; starred: boolean };

const is_blank = (char: string): boolean => /^[\u0000-\u0020\u007f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/.test(char);
const is_quote = (char: string): boolean => /^["\u201c-\u201e]$/.test(char);
const kWord = /[\p{L}\p{N}\p{M}\p{So}_\u{1f3fb}-\u{1f3ff}]/u;

function tokens_of(query: string): Token[] {
    const chars = [...query];
    const found: Token[] = [];
    let at = 0;
    const ends_word = (i: number) => i >= chars.length || is_blank(chars[i]!) || chars[i] === '(' || chars[i] === ')';
    const end_of_bare = (i: number) => {
        while (!ends_word(i) && !is_quote(chars[i]!)) i++;
        return i;
    };
    function keyword(): boolean {
        const end = end_of_bare(at);
        const word = chars.slice(at, end).join('');
        const near = /^(O?)NEAR(?:\/(\d*))?$/.exec(word);
        if (word === 'AND' || word === 'OR' || word === 'NOT') found.push({ type: word.toLowerCase() as 'and' | 'or' | 'not' });
        else if (near) found.push({ type: 'near', words: near[2] ? Number(near[2]) : -1, ordered: near[1] === 'O' });
        else return false;
        at = end;
        return true;
    }
    function term() {
        const token = { type: 'term' as const, sigil: '' as '' | '=' | '#' | '@', name: '', operator: '', text: '', quoted: false, closed: true, starred: false };
        const first = chars[at]!;
        if (first === '=') token.sigil = '=';
        if (first === '#' || first === '\uff03') token.sigil = '#';
        if (first === '@' || first === '\uff20') token.sigil = '@';
        if (token.sigil) at++;
        else {
            const named = /^([A-Za-z][A-Za-z-]*)(:|=|<=?|>=?)/.exec(chars.slice(at, at + 40).join(''));
            // A colon makes a field of every name; a>b is a text unless the name is the one that is compared.
            if (named && (named[2] === ':' || /^foll?owe?rs?$/i.test(named[1]!))) {
                token.name = named[1]!.toLowerCase();
                token.operator = named[2]!;
                at += named[0].length;
            }
        }
        if (at < chars.length && is_quote(chars[at]!)) {
            token.quoted = true;
            let end = ++at;
            while (end < chars.length && !is_quote(chars[end]!)) end++;
            token.text = chars.slice(at, end).join('');
            token.closed = end < chars.length;
            at = token.closed ? end + 1 : end;
            if (token.closed && chars[at] === '*') { token.starred = true; at++; }
        } else {
            const end = end_of_bare(at);
            token.text = chars.slice(at, end).join('');
            if (token.text.endsWith('*')) { token.starred = true; token.text = token.text.slice(0, -1); }
            at = end;
        }
        found.push(token);
    }
    for (;;) {
        while (at < chars.length && is_blank(chars[at]!)) at++;
        if (at >= chars.length) return found;
        const char = chars[at];
        if (char === '(' || char === ')') { found.push({ type: char === '(' ? 'open' : 'close' }); at++; }
        else if (char === '-' && (!ends_word(at + 1) || chars[at + 1] === '(')) { found.push({ type: 'minus' }); at++; }
        else if (!keyword()) term();
    }
}

export function group(kind: 'all' | 'any', children: readonly Node[]): Node {
    if (children.length === 1) return children[0]!;
    return { kind, children: children.flatMap((child) => (child.kind === kind ? child.children : [child])) };
}
const tidy = (text: string): string => [...text.normalize('NFC')].map((char) => (is_blank(char) ? ' ' : char)).join('').replace(/ +/g, ' ').trim();
const is_handle = (text: string): boolean => /^[\p{L}\p{N}\p{M}\p{So}_.\-@:]+$/u.test(text);

class Refused extends Error {}
function refuse(): never { throw new Refused(); }

class Parser {
    #tokens: Token[];
    #at = 0;
    constructor(tokens: Token[]) { this.#tokens = tokens; }

    run(): Node {
        if (this.#tokens.length === 0 || this.#tokens.filter((one) => one.type === 'term').length > kMaxTerms) refuse();
        const root = this.#any(0);
        if (this.#at < this.#tokens.length) refuse();
        return root;
    }
    #is(...types: Token['type'][]): boolean { const token = this.#tokens[this.#at]; return token !== undefined && types.includes(token.type); }
    #any(depth: number): Node {
        const branches = [this.#all(depth)];
        while (this.#is('or')) { this.#at++; branches.push(this.#all(depth)); }
        return group('any', branches);
    }
    #all(depth: number): Node {
        const parts: Node[] = [];
        while (this.#at < this.#tokens.length && !this.#is('close', 'or')) {
            if (this.#is('and')) {
                this.#at++;
                if (parts.length === 0 || this.#at >= this.#tokens.length || this.#is('close', 'or', 'and')) refuse();
                continue;
            }
            parts.push(this.#negated(depth));
        }
        if (parts.length === 0) refuse();
        return group('all', parts);
    }
    #negated(depth: number): Node {
        if (!this.#is('minus', 'not')) return this.#near(depth);
        this.#at++;
        if (depth >= kMaxDepth) refuse();
        return { kind: 'none', child: this.#negated(depth + 1) };
    }
    #near(depth: number): Node {
        const left = this.#primary(depth);
        const token = this.#tokens[this.#at];
        if (token?.type !== 'near') return left;
        this.#at++;
        if (token.words < 0 || token.words > kMaxNear) refuse();
        const right = this.#primary(depth);
        if (this.#is('near')) refuse();
        for (const side of [left, right]) if (!(side.kind === 'text' || (side.kind === 'any' && side.children.every((one) => one.kind === 'text')))) refuse();
        return { kind: 'near', words: token.words, ordered: token.ordered, left, right };
    }
    #primary(depth: number): Node {
        const token = this.#tokens[this.#at++];
        if (token?.type === 'term') return this.#term(token);
        if (token?.type !== 'open' || depth >= kMaxDepth) refuse();
        const inner = this.#any(depth + 1);
        if (!this.#is('close')) refuse();
        this.#at++;
        return inner;
    }
    #term(token: Extract<Token, { type: 'term' }>): Leaf {
        if (!token.closed) refuse();
        const text = tidy(token.text);
        if (token.name) return this.#field(token, text);
        if (token.sigil === '@') return !token.quoted && is_handle(text) ? { kind: 'handle', text, prefix: token.starred } : refuse();
        if ((!token.quoted && text.includes('*')) || !kWord.test(text)) refuse();
        if (token.sigil === '#') return /^[\p{L}\p{N}\p{M}_]+$/u.test(text) ? { kind: 'hashtag', text, prefix: token.starred } : refuse();
        return { kind: 'text', text, exact: token.sigil === '=', prefix: token.starred };
    }
    #field(token: Extract<Token, { type: 'term' }>, text: string): Leaf {
        if (token.name === 'followers') {
            if (!/^(?:>=?|<=?)$/.test(token.operator) || token.starred || !/^\d{1,15}$/.test(token.text)) refuse();
            return { kind: 'compare', comparison: token.operator as Comparison, number: Number(token.text) };
        }
        const field = token.name as Field;
        if (!kFields.includes(field) || token.operator !== ':') refuse();
        const person = field === 'from' || field === 'to';
        let value = person ? text.replace(/^@/, '') : text;
        if (!value || (token.starred && !person)) refuse();
        if (field === 'url') { value = value.toLowerCase().replace(/^[a-z]+:\/\//, '').replace(/[?#].*$/, '').replace(/\/+$/, ''); if (!/^[^\s.]+(?:\.[^\s.]+)+/.test(value)) refuse(); }
        if (kValues[field]) { value = value.toLowerCase(); if (!kValues[field].includes(value)) refuse(); }
        if (field === 'lang' || field === 'network') value = value.toLowerCase();
        if ((field === 'lang' && !/^[a-z]{2,3}$/.test(value)) || (person && !is_handle(value))) refuse();
        return { kind: 'field', field, text: value, prefix: token.starred };
    }
}

export function parse(query: string): Node | null {
    try {
        return new Parser(tokens_of(query)).run();
    } catch (error) {
        if (error instanceof Refused) return null;
        throw error;
    }
}

// Whether this text, written without quotes, is read as itself.
function stands_bare(text: string): boolean {
    const [only, more] = tokens_of(text);
    return more === undefined && only?.type === 'term' && only.sigil === '' && only.name === '' && !only.quoted && !only.starred && only.text === text && !text.includes('*');
}
function stands_bare_as_value(text: string): boolean {
    const [only, more] = tokens_of(`x:${text}`);
    return text !== '' && !text.includes('*') && more === undefined && only?.type === 'term' && !only.quoted && only.text === text;
}
const kBinding: Record<Node['kind'], number> = { any: 0, all: 1, none: 2, near: 3, text: 4, hashtag: 4, handle: 4, field: 4, compare: 4 };
const held = (node: Node, needed: number): string => (kBinding[node.kind] >= needed ? print(node) : `(${print(node)})`);
// The canonical text, as the server prints it.
export function print(node: Node): string {
    switch (node.kind) {
        case 'all': return node.children.map((child) => held(child, 2)).join(' ');
        case 'any': return node.children.map((child) => held(child, 1)).join(' OR ');
        case 'none': return `-${held(node.child, 4)}`;
        case 'near': return `${held(node.left, 4)} ${node.ordered ? 'ONEAR' : 'NEAR'}/${node.words} ${held(node.right, 4)}`;
        case 'text': return `${node.exact ? '=' : ''}${stands_bare(node.text) ? node.text : `"${node.text}"`}${node.prefix ? '*' : ''}`;
        case 'hashtag': return `#${node.text}${node.prefix ? '*' : ''}`;
        case 'handle': return `@${node.text}${node.prefix ? '*' : ''}`;
        case 'field': return `${node.field}:${stands_bare_as_value(node.text) ? node.text : `"${node.text}"`}${node.prefix ? '*' : ''}`;
        case 'compare': return `followers${node.comparison}${node.number}`;
    }
}
