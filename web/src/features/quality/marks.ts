// What a score card makes of marks, and how its words are said. The server computes the score that counts.
import type { AuditCard, AuditCriterion, AuditMarkWrite, AuditPost, AuditWords } from '../../api/quality';
import type { Lang } from '../../api/types';

export const in_lang = (words: AuditWords, lang: Lang): string => (lang === 'ko' ? words.ko : words.en);
export const levels = (one: AuditCriterion): number[] => (one.scale === 'five' ? [1, 2, 3, 4, 5] : [1, 0]);
export const best = (one: AuditCriterion): number => (one.scale === 'five' ? 5 : 1);
export const empty_mark = (): AuditMarkWrite => ({ marks: {}, critical: false, note: '' });
export const complete = (card: AuditCard, mark: AuditMarkWrite): boolean => card.criteria.every((one) => mark.marks[one.id] !== undefined);

// 0 to 100; null while a criterion has no mark. A critical fault: 0.
export function score_of(card: AuditCard, mark: AuditMarkWrite): number | null {
    if (mark.critical) return 0;
    if (!complete(card, mark)) return null;
    return card.criteria.reduce((sum, one) => sum + one.weight * mark.marks[one.id]! / best(one), 0);
}

// Which mark a digit key means for a criterion; null: none.
export function mark_of_key(one: AuditCriterion, code: string): number | null {
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
    if (digit !== undefined) return levels(one).includes(Number(digit)) ? Number(digit) : null;
    if (one.scale === 'yes_no') return code === 'KeyY' ? 1 : code === 'KeyN' ? 0 : null;
    return null;
}

// "language=ko newcomer=yes" -> [['language', 'ko'], ['newcomer', 'yes']]; "all" has no parts.
export const parts_of = (stratum: string): [string, string][] => (stratum === 'all' ? [] : stratum.split(' ').map((part) => {
    const at = part.indexOf('=');
    return [part.slice(0, at), part.slice(at + 1)];
}));

// Beyond that nobody marks a week's answers: a hint, not a limit.
export const kFewAnswers = 30;
export const kFewPairs = 30;

// The weights of a card that is being written.
export const weight_sum = (criteria: readonly AuditCriterion[]): number => criteria.reduce((sum, one) => sum + (Number(one.weight) || 0), 0);
export function fresh_id(name: string, taken: readonly string[]): string {
    const base = name.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 30) || 'criterion';
    let id = base;
    for (let n = 2; taken.includes(id); ++n) id = `${base}_${n}`;
    return id;
}

// What a marked answer would be as a tip: what the customer asked, without whom it was written to, and what was said,
// without its initials. null: there is nothing left of it, or nobody should do the same.
export function worth(item: { answer_id: string; thread: readonly AuditPost[] }, critical: boolean): { answer: string; title: string; text: string; lang: 'ko' | 'en' } | null {
    const at = item.thread.findIndex((post) => post.judged);
    const judged = item.thread[at];
    if (critical || !judged || judged.deleted || !judged.text.trim()) return null;
    const asked = item.thread.slice(0, at).findLast((post) => !post.ours && !post.deleted);
    const title = [...(asked?.text ?? '').replace(/(^|\s)@[^\s]+/g, ' ').replace(/\s+/g, ' ').trim()].slice(0, 120).join('');
    return { answer: item.answer_id, title, text: judged.text.replace(/\s*\^\S{1,12}\s*$/u, '').trim(), lang: judged.lang.startsWith('ko') ? 'ko' : 'en' };
}
