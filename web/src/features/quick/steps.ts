// The first minutes as steps: what is left of the cards, the questions, the practice answer, the topics.
import type { FirstMinutes } from '../../api/first';

export type Step = { kind: 'card' | 'question'; id: string } | { kind: 'practice' | 'topics' | 'end'; id: '' };

// Of what was there at the beginning; `end` is always the last.
export function steps_of(state: FirstMinutes): Step[] {
    const left: Step[] = [
        ...state.cards.filter((one) => !one.done).map((one): Step => ({ kind: 'card', id: one.id })),
        ...state.questions.filter((one) => !one.done).map((one): Step => ({ kind: 'question', id: one.id })),
    ];
    if (!state.practice.done) left.push({ kind: 'practice', id: '' });
    if (state.topics.length > 0 && !state.topics_done) left.push({ kind: 'topics', id: '' });
    return [...left, { kind: 'end', id: '' }];
}
// How many of all steps were done before: whoever comes back goes on counting. Whoever is certified meets only what changed, and
// counts that.
export function done_before(state: FirstMinutes): number {
    if (state.certified) return 0;
    const all = state.cards.length + state.questions.length + 1 + (state.topics.length > 0 ? 1 : 0) + 1;
    return all - steps_of(state).length;
}
// A text of a card: paragraphs, and lines that begin with a bullet as lists.
export function blocks(text: string): (string | string[])[] {
    const all: (string | string[])[] = [];
    for (const line of text.split('\n').map((one) => one.trim()).filter((one) => one !== '')) {
        const item = /^[•·-]\s+(.*)$/.exec(line)?.[1];
        const last = all.at(-1);
        if (item === undefined) all.push(line);
        else if (Array.isArray(last)) last.push(item);
        else all.push([item]);
    }
    return all;
}
