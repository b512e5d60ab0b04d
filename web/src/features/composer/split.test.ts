import { beforeAll, describe, expect, it } from 'vitest';
import { grapheme_count, load_links, text_rule } from '../../text/count';
import { part_text, split_text } from './split';

const kRule = 'graphemes-300';
const bodies = (text: string, options = {}, rule = kRule) => split_text(rule, text, ' ^KG', options)?.map((one) => one.body);

describe('split_text', () => {
    beforeAll(load_links);
    it('cuts where a sentence ends, in Korean and in English', () => {
        const sentence = '안쪽 뒤에 흰 부표가 보입니다. ';
        const text = sentence.repeat(30).trim();
        const posts = split_text(kRule, text, ' ^KG')!;
        expect(posts.length).toBe(2);
        for (const one of posts) expect(one.body.endsWith('보입니다.')).toBe(true);
        expect(posts.map((one) => one.body).join(' ')).toBe(text);
        expect(posts[0]!.text.endsWith('^KG')).toBe(false);
        expect(posts[1]!.text.endsWith(' ^KG')).toBe(true);
        expect(bodies('Hold the key. '.repeat(40))!.every((one) => one.endsWith('key.'))).toBe(true);
    });
    it('cuts between words when a sentence is too long, and inside a word only when it must', () => {
        const words = 'wort '.repeat(100).trim();
        for (const one of bodies(words)!) expect(one).toMatch(/^(wort )*wort$/);
        const parts = bodies('가'.repeat(500))!;
        expect(parts.map((one) => one.length)).toEqual([300, 200]);
    });
    it('counts as the network does and never cuts a grapheme', () => {
        const family = '👨‍👩‍👧‍👦';
        const posts = split_text(kRule, family.repeat(301), ' ^KG')!;
        // 3,000 bytes end a post long before 300 graphemes: 25 bytes each.
        for (const one of posts) {
            expect(one.count.fits).toBe(true);
            expect(one.body.length % family.length).toBe(0);
        }
        expect(posts.reduce((n, one) => n + grapheme_count(one.body), 0)).toBe(301);
        const flags = split_text(kRule, '🇰🇷'.repeat(310), ' ^KG')!;
        for (const one of flags) expect([...one.body].length % 2).toBe(0);
    });
    it('uses paragraphs, and keeps the lines inside a post', () => {
        const one = `${'가나다 '.repeat(40).trim()}\n${'라마바 '.repeat(20).trim()}`;
        const parts = bodies(`${one}\n\n${'사아자 '.repeat(50).trim()}`)!;
        expect(parts[0]).toBe(one);
        expect(parts.length).toBe(2);
    });
    it('counts the number and the signature in, so that every part fits', () => {
        for (const length of [290, 296, 300, 301, 560, 595, 600, 605, 900, 2000]) {
            for (const options of [{}, { numbered: true }, { sign_every: true }, { numbered: true, sign_every: true }]) {
                const posts = split_text(kRule, '가 나'.repeat(Math.ceil(length / 3)).slice(0, length), ' ^KG', options);
                expect(posts, `${length}`).not.toBeNull();
                posts!.forEach((one, i) => {
                    expect(one.count.fits, `${length} ${one.text.length}`).toBe(true);
                    if ('numbered' in options) expect(one.text).toContain(` ${i + 1}/${posts!.length}`);
                });
            }
        }
    });
    it('gives up on what ten posts do not hold', () => {
        expect(split_text(kRule, '가'.repeat(3100), ' ^KG')).toBeNull();
        expect(split_text(kRule, '가'.repeat(2990), ' ^KG')?.length).toBe(10);
        expect(split_text('no such rule', 'x', ' ^KG')).toBeNull();
    });
    it('never leaves out or doubles a word', () => {
        let seed = 7;
        const random = (n: number) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % n; };
        const words = ['환불', 'https://onmaru.example/a', '안녕하세요.', '😀', 'really!', '네,\n', '가'.repeat(40), '好。'];
        for (let round = 0; round < 60; round++) {
            const text = Array.from({ length: 40 + random(120) }, () => words[random(words.length)]).join(' ');
            const posts = split_text(kRule, text, ' ^KG');
            if (!posts) continue;
            expect(posts.map((one) => one.body).join(' ').replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
            for (const one of posts) expect(one.count.fits).toBe(true);
        }
    });
});

describe('part_text', () => {
    it('is what the server publishes', () => {
        const rule = text_rule(kRule)!;
        expect(part_text(rule, 'one \n', 0, 2, 'MK', { numbered: true, sign_every: true }).text).toBe('one 1/2 ^MK');
        expect(part_text(rule, 'two', 1, 2, 'MK', { numbered: true }).text).toBe('two 2/2 ^MK');
        expect(part_text(rule, 'one', 0, 2, 'MK').text).toBe('one');
    });
});
