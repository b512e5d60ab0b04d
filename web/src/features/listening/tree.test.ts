import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, print, type Leaf, type Node } from './tree';

const { cases } = JSON.parse(readFileSync(new URL('../../../../tests/vectors/queries.json', import.meta.url), 'utf8')) as { cases: { query: string; canonical: string | null }[] };
const read = (query: string) => { const tree = parse(query); return tree && print(tree); };

describe('the query as a tree', () => {
    // The same file is read by src/model/query/vectors_test.cpp.
    for (const { query, canonical } of cases) it(`reads ${JSON.stringify(query)} as the server does`, () => { expect(read(query)).toBe(canonical); });

    it('says what each term is', () => {
        expect(parse('=환불')).toEqual({ kind: 'text', text: '환불', exact: true, prefix: false });
        expect(parse('"배송 지연"*')).toEqual({ kind: 'text', text: '배송 지연', exact: false, prefix: true });
        expect(parse('followers<5')).toEqual({ kind: 'compare', comparison: '<', number: 5 });
        expect(parse('a ONEAR/2 (b OR c)')).toMatchObject({ kind: 'near', words: 2, ordered: true, right: { kind: 'any' } });
    });
    it('keeps the limits', () => {
        expect(parse('a '.repeat(200))).not.toBeNull();
        expect(parse('a '.repeat(201))).toBeNull();
        expect(parse(`${'('.repeat(40)}a${')'.repeat(40)}`)).not.toBeNull();
        expect(parse(`${'('.repeat(41)}a${')'.repeat(41)}`)).toBeNull();
        expect(parse(`${'-'.repeat(500)}a`)).toBeNull();
    });
    it('prints what is read as the same tree', () => {
        let seed = 11;
        const random = (n: number) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % n; };
        const pick = <T>(from: readonly T[]): T => from[random(from.length)]!;
        const leaf = (): Leaf => pick<() => Leaf>([
            () => ({ kind: 'text', text: pick(['환불', '배송 지연', 'OR', 'a:b', '-x', 'café', '(y)', 'NEAR/2', '👍']), exact: random(3) === 0, prefix: random(3) === 0 }),
            () => ({ kind: 'hashtag', text: pick(['환불', 'refund']), prefix: random(2) === 0 }),
            () => ({ kind: 'handle', text: pick(['kim', 'a.example']), prefix: random(2) === 0 }),
            () => ({ kind: 'field', field: pick(['is']), text: pick(['reply', 'quote']), prefix: false }),
            () => ({ kind: 'compare', comparison: pick(['>', '>=', '<', '<=']), number: random(5000) })])();
        const text = (): Node => { for (;;) { const one = leaf(); if (one.kind === 'text') return one; } };
        const tree = (depth: number): Node => {
            const what = depth === 0 ? 0 : random(5);
            if (what === 1) return { kind: 'none', child: tree(depth - 1) };
            if (what === 2) return { kind: 'near', words: random(51), ordered: random(2) === 0, left: text(), right: { kind: 'any', children: [text(), text()] } };
            if (what > 2) {
                const kind = what === 3 ? 'all' : 'any';
                // Groups of the same kind are one.
                const children = Array.from({ length: 2 + random(2) }, () => { for (;;) { const one = tree(depth - 1); if (one.kind !== kind) return one; } });
                return { kind, children };
            }
            return leaf();
        };
        for (let i = 0; i < 2000; i++) {
            const made = tree(3);
            const written = print(made);
            expect(parse(written), written).toEqual(made);
        }
    });
});
