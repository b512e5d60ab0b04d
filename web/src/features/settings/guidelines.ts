// Small things of the guidelines' page.
import type { Check, Rule } from '../../api/guidelines';

export const kGroups = ['tone', 'terms', 'method'] as const;
export type Group = typeof kGroups[number];
const kTone: readonly Check[] = ['speech', 'orders', 'apology', 'marks'];
const kTerms: readonly Check[] = ['banned', 'preferred', 'required', 'embargo', 'competitor', 'spelling'];
export const group_of = (check: Check): Group => (kTone.includes(check) ? 'tone' : kTerms.includes(check) ? 'terms' : 'method');

/** One term a line; the same one once. */
export const lines = (text: string): string[] => [...new Set(text.split('\n').map((one) => one.trim()).filter((one) => one !== ''))];
export const same = (a: Rule[], b: Rule[]): boolean => JSON.stringify(a) === JSON.stringify(b);
