// What a conversation may be merged into: this customer's own first, then what is loaded or found. Pure.
import type { ConversationRow } from '../../api/types';

export const same_customer = (a: ConversationRow, b: ConversationRow): boolean =>
    a.account_id === b.account_id && a.customer.handle.toLowerCase() === b.customer.handle.toLowerCase();
const folded = (text: string): string => text.normalize('NFC').toLowerCase().trim().replace(/^@/, '');

export function merge_choices(row: ConversationRow, text: string, earlier: readonly ConversationRow[], others: readonly ConversationRow[], at_most = 20): ConversationRow[] {
    const wanted = folded(text);
    const all = new Map<string, ConversationRow>();
    for (const one of [...earlier, ...others]) if (one.id !== row.id && !all.has(one.id)) all.set(one.id, one);
    return [...all.values()]
        .filter((one) => wanted === '' || [one.customer.handle, one.customer.display_name, one.excerpt].some((part) => folded(part).includes(wanted)))
        .sort((a, b) => Number(same_customer(row, b)) - Number(same_customer(row, a)))
        .slice(0, at_most);
}
// The query for what was typed: words as they stand, and a handle when it looks like one. null: nothing to look for.
export function search_for(text: string): string | null {
    const what = text.trim().replace(/^@/, '').replaceAll('"', ' ').trim();
    if (!/[\p{L}\p{N}]/u.test(what)) return null;
    return /^[\w.-]{2,}$/.test(what) ? `from:${what}* OR "${what}"` : `"${what}"`;
}
