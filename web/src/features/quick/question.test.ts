import { describe, expect, it } from 'vitest';
import type { ConversationDetail, Post } from '../../api/types';
import { question, size_of } from './question';

const post = (id: string, side: Post['side'], text = id): Post => ({ id, side, text } as Post);
const of = (...posts: Post[]) => question({ posts } as unknown as ConversationDetail);
const ids = (posts: Post[]) => posts.map((one) => one.id).join('');
describe('the question', () => {
    it('is everything since our last answer', () => {
        const found = of(post('a', 'customer'), post('b', 'brand'), post('c', 'customer'), post('d', 'other'), post('e', 'customer'));
        expect([ids(found.about), ids(found.asked)]).toEqual(['ab', 'cde']);
    });
    it('is the whole thread when we never answered', () => {
        expect(ids(of(post('a', 'customer'), post('b', 'customer')).asked)).toBe('ab');
    });
    it('begins with the customer, not with somebody else', () => {
        const found = of(post('a', 'brand'), post('b', 'other'), post('c', 'customer'));
        expect([ids(found.about), ids(found.asked)]).toEqual(['ab', 'c']);
    });
    it('shows what a follow-up is about, and leaves the rest to be opened', () => {
        const found = of(post('a', 'customer'), post('b', 'brand'), post('c', 'customer'), post('d', 'customer'), post('e', 'brand'), post('f', 'brand'), post('g', 'customer'));
        expect([ids(found.before), ids(found.about), ids(found.asked)]).toEqual(['abc', 'def', 'g']);
    });
    it('is the newest post of the customer when nothing came after our answer', () => {
        expect(ids(of(post('a', 'customer'), post('b', 'brand')).asked)).toBe('ab');
        expect(of().asked).toEqual([]);
    });
    it('is written as large as it may be', () => {
        expect([size_of([post('a', 'customer', '짧은 글')]), size_of([post('a', 'customer', '가'.repeat(150))]), size_of([post('a', 'customer', '가'.repeat(400))])]).toEqual(['large', 'middle', 'small']);
    });
});
