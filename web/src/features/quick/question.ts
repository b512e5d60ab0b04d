// What of a conversation is the question: the customer's posts since we last answered. Pure.
import type { ConversationDetail, Post } from '../../api/types';

// `about`: the question before and our answer to it, without which a follow-up cannot be understood.
export interface Question { before: Post[]; about: Post[]; asked: Post[] }

export function question(detail: ConversationDetail): Question {
    let from = detail.posts.findLastIndex((post) => post.side === 'brand') + 1;
    while (from < detail.posts.length && detail.posts[from]!.side !== 'customer') from++;
    // Nothing after our last answer (it was deleted, or only others wrote): the customer's newest post.
    if (from >= detail.posts.length) from = Math.max(0, detail.posts.findLastIndex((post) => post.side === 'customer'));
    const before = detail.posts.slice(0, from);
    const ours = before.findLastIndex((post) => post.side === 'brand');
    const about = ours < 0 ? from : Math.max(0, before.findLastIndex((post, i) => i < ours && post.side === 'customer'));
    return { before: before.slice(0, about), about: before.slice(about), asked: detail.posts.slice(from) };
}
// How large the question may be written: a short one fills the screen, a long one must still be read.
export function size_of(posts: readonly Post[]): 'large' | 'middle' | 'small' {
    const length = posts.reduce((sum, post) => sum + post.text.length, 0) + posts.length * 20;
    return length <= 110 ? 'large' : length <= 260 ? 'middle' : 'small';
}
