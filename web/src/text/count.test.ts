import { beforeAll, describe, expect, it } from 'vitest';
import file from '../../../tests/vectors/counter.json';
import { can_count, compose, count, load_links, rule_with_limit, text_rule, text_rule_ids, type TextRule } from './count';

interface Vector {
    id: string;
    rule: string;
    why: string;
    text: string;
    used: number;
    bytes: number;
    fits: boolean;
    compose?: { body: string; signature: string; prefix: string };
}

const vectors: Vector[] = file.vectors;
const rule = (id: string): TextRule => text_rule(id)!;

describe('before what a link is, is known', () => {
    it('counts where links are like everything else, and nowhere else', () => {
        expect([can_count(rule('graphemes-300')), can_count(rule('weighted-280'))]).toEqual([true, false]);
        expect(count(rule('graphemes-300'), 'https://a.example').used).toBe(17);
        expect(() => count(rule('weighted-280'), 'https://a.example')).toThrow(/load_links/);
    });
});
describe('counting', () => {
    beforeAll(load_links);
    it('gives the result of every shared vector', () => {
        expect(vectors.length).toBeGreaterThan(600);
        const wrong = vectors.flatMap((vector) => {
            const { used, bytes, fits } = count(rule(vector.rule), vector.text);
            const right = used === vector.used && bytes === vector.bytes && fits === vector.fits;
            return right ? [] : [`${vector.id} (${vector.why}): ${used} instead of ${vector.used}`];
        });
        expect(wrong).toEqual([]);
    });

    it('composes every signed vector to the same text', () => {
        const signed = vectors.filter((vector) => vector.compose !== undefined);
        expect(signed.length).toBeGreaterThan(60);
        for (const { rule: id, text, used, compose: parts } of signed) {
            const fitted = compose(rule(id), parts!.body, parts!.signature, parts!.prefix);
            expect(fitted.text).toBe(text);
            expect(fitted.count.used).toBe(used);
        }
    });

    it('knows when there is nothing but a signature', () => {
        const at = rule('graphemes-300');
        expect(compose(at, ' \n', 'KG').empty).toBe(true);
        expect(compose(at, '^KG', 'KG').empty).toBe(true);
        expect(compose(at, '네', 'KG').empty).toBe(false);
    });

    it('says what is left', () => {
        expect(count(rule('weighted-280'), '가'.repeat(139)).remaining).toBe(2);
        expect(count(rule('weighted-280'), '가'.repeat(141)).remaining).toBe(-2);
        expect(count(rule('unlimited'), 'a'.repeat(100000))).toMatchObject({ fits: true, remaining: Infinity });
    });

    it('takes the limits of the server', () => {
        const longer = rule_with_limit('code-points-500', 5000)!;
        expect(count(longer, '가'.repeat(5000)).fits).toBe(true);
        expect(count(longer, '가'.repeat(5001)).fits).toBe(false);
        expect(rule_with_limit('no-such-rule')).toBeUndefined();
    });

    it('refuses by bytes where graphemes would fit', () => {
        const family = '👨‍👩‍👧‍👦';
        expect(count(rule('graphemes-300'), family.repeat(120))).toMatchObject({ used: 120, bytes: 3000, fits: true });
        expect(count(rule('graphemes-300'), family.repeat(121))).toMatchObject({ used: 121, bytes: 3025, fits: false });
    });

    it('is quick enough for every key', () => {
        const text = '안녕하세요. '.repeat(40) + 'https://example.com/help 😀';
        const started = process.cpuUsage();
        for (const id of text_rule_ids) for (let i = 0; i < 100; i++) count(rule(id), text);
        expect(process.cpuUsage(started).user / 1000 / (100 * text_rule_ids.length)).toBeLessThan(5);
    });

    it('does not hang on a hostile paste', () => {
        const started = process.cpuUsage();
        count(rule('weighted-280'), 'a.'.repeat(8000));
        count(rule('weighted-280'), '가'.repeat(16000) + '.');
        count(rule('weighted-280'), 'https://a.com/' + '(('.repeat(8000));
        count(rule('weighted-280'), 'a.b'.repeat(400000));
        expect(process.cpuUsage(started).user / 1000).toBeLessThan(5000);
    });
});
