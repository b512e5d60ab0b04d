// @mentions in a note: what is being typed behind an @, and who it could be. Pure.
import type { Employee, Id } from '../../api/types';
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
export function put(text: string, at: Typing, caret: number, person: Employee): { text: string; caret: number } {
    const before = `${text.slice(0, at.from)}@${person.initials} `;
    return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length };
}
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
