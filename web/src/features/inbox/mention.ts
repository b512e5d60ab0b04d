// @mentions in a note: what is being typed behind an @, and who it could be. Pure.
import type { Department, Employee, Id } from '../../api/types';
import { find } from '../../keys/find';

export interface Typing { from: number; query: string }

// The @word that the caret stands at the end of; an @ inside a word (an address) is none.
export function typing(text: string, caret: number): Typing | null {
    const found = /(?:^|[\s(])@([\p{L}\p{N}._-]{0,20})$/u.exec(text.slice(0, caret));
    return found ? { from: caret - found[1]!.length - 1, query: found[1]! } : null;
}
export function offered(people: readonly Employee[], query: string, my_id: Id): Employee[] {
    const list = people.filter((one) => one.active && one.id !== my_id);
    const by_initials = list.filter((one) => query !== '' && one.initials.toLowerCase() === query.toLowerCase());
    return [...new Set([...by_initials, ...find(list, query, (one) => `${one.name} ${one.initials}`)])].slice(0, 6);
}
// A department that is named is handed the conversation. Its name stands as the person sees it, in either language.
const names = (one: Department) => [one.name_ko, one.name_en].filter(Boolean);
export function offered_departments(departments: readonly Department[], query: string, current: Id): Department[] {
    return query === '' ? [] : find(departments.filter((one) => one.id !== current), query, (one) => names(one).join(' ')).slice(0, 3);
}
export function department_in(text: string, departments: readonly Department[], current: Id): Department | null {
    const named = (name: string) => { const at = text.indexOf(`@${name}`); return at >= 0 && (at === 0 || /[\s(]/.test(text[at - 1]!)) && !/[\p{L}\p{N}_@]/u.test(text[at + name.length + 1] ?? ''); };
    return departments.find((one) => one.id !== current && names(one).some(named)) ?? null;
}
export function put_name(text: string, at: Typing, caret: number, name: string): { text: string; caret: number } {
    const before = `${text.slice(0, at.from)}@${name} `;
    return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length };
}
export const put = (text: string, at: Typing, caret: number, person: Employee) => put_name(text, at, caret, person.initials);
// Whom a finished note names.
export function mentioned(text: string, people: readonly Employee[]): Id[] {
    const named = new Set([...text.matchAll(/(?:^|[\s(])@([\p{L}\p{N}]{1,4})(?![\p{L}\p{N}_@])/gu)].map((match) => match[1]!.toUpperCase()));
    return people.filter((one) => one.active && named.has(one.initials.toUpperCase())).map((one) => one.id);
}
export interface Piece { text: string; who: Employee | null }
export function pieces(text: string, people: readonly Employee[]): Piece[] {
    const by_initials = new Map(people.map((one) => [one.initials.toUpperCase(), one]));
    const found: Piece[] = [];
    let at = 0;
    for (const match of text.matchAll(/(?<=^|[\s(])@([\p{L}\p{N}]{1,4})(?![\p{L}\p{N}_@])/gu)) {
        const who = by_initials.get(match[1]!.toUpperCase());
        if (!who) continue;
        if (match.index > at) found.push({ text: text.slice(at, match.index), who: null });
        found.push({ text: match[0], who });
        at = match.index + match[0].length;
    }
    if (at < text.length) found.push({ text: text.slice(at), who: null });
    return found;
}
