import { describe, expect, it } from 'vitest';
import type { ConversationRow } from '../../api/types';
import { merge_choices, same_customer, search_for } from './merge_into';

const row = (id: string, handle: string, excerpt = '', account_id = 'a') => ({ id, account_id, customer: { handle, display_name: handle.toUpperCase() }, excerpt } as ConversationRow);
const ids = (rows: ConversationRow[]) => rows.map((one) => one.id).join('');
describe('what may be merged into', () => {
    const me = row('x', 'zadie');
    const others = [row('b', 'nadia', '환불'), row('c', 'Zadie', '배송'), row('x', 'zadie')];
    it('has this customer first, each once, and never itself', () => {
        expect(ids(merge_choices(me, '', [row('d', 'zadie')], [...others, row('d', 'zadie')]))).toBe('dcb');
    });
    it('is narrowed by a handle, a name or the text', () => {
        expect([ids(merge_choices(me, '@nadia', [], others)), ids(merge_choices(me, 'ZADIE', [], others)), ids(merge_choices(me, '환불', [], others)), ids(merge_choices(me, 'nobody', [], others))]).toEqual(['b', 'c', 'b', '']);
    });
    it('knows another customer, and the same name elsewhere', () => {
        expect([same_customer(me, others[1]!), same_customer(me, others[0]!), same_customer(me, row('e', 'zadie', '', 'b'))]).toEqual([true, false, false]);
    });
    it('is looked for as words, quotation marks left out', () => {
        expect([search_for('  '), search_for('"'), search_for('@nadia.d'), search_for('환불 "언제"')]).toEqual([null, null, 'from:nadia.d* OR "nadia.d"', '"환불  언제"']);
    });
});
