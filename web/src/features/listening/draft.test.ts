// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { differing, fresh, fresh_words, keep, kept, merged, name_from, next_colour, same_form, type Form } from './draft';
import { forget_old } from '../inbox/draft';

const form: Form = { ...fresh(), name: '환불', query: '환불 OR 반품', alert: { at_least: 20, minutes: 10 } };
beforeEach(() => localStorage.clear());
describe('a query that is being written', () => {
    it('is kept until it is saved, each person’s and each query’s by itself', () => {
        keep('me', null, { form, version: 0, at: 5 });
        keep('me', 'q1', { form: { ...form, name: 'x' }, version: 3, at: 6 });
        expect(kept('me', null)).toEqual({ form, version: 0, at: 5 });
        expect(kept('me', 'q1')?.form.name).toBe('x');
        expect(kept('you', null)).toBeNull();
        keep('me', null, null);
        expect(kept('me', null)).toBeNull();
    });
    it('is not taken from what is damaged', () => {
        for (const bad of ['{', '{}', 'null', JSON.stringify({ form: { ...form, colour: 'x' }, version: 1, at: 1 }), JSON.stringify({ form: { ...form, alert: { at_least: 'a', minutes: 1 } }, version: 1, at: 1 })]) {
            localStorage.setItem('manyhands.draft.me.listening.new', bad);
            expect(kept('me', null)).toBeNull();
        }
    });
    it('is forgotten with other old drafts', () => {
        keep('me', null, { form, version: 0, at: 0 });
        forget_old(30 * 86_400_000);
        expect(kept('me', null)).toBeNull();
    });
    it('knows what differs', () => {
        expect(differing(form, { ...form })).toEqual([]);
        expect(differing(form, { ...form, query: `${form.query} `, alert: { at_least: 20, minutes: 10 } })).toEqual([]);
        expect(differing(form, { ...form, name: 'y', alert: null })).toEqual(['name', 'alert']);
        expect(same_form(form, { ...form, colour: 'red' })).toBe(false);
    });
    it('shows what another person changed', () => {
        expect(fresh_words('환불 OR 교환', '환불 OR 반품').filter((one) => one.fresh).map((one) => one.text)).toEqual(['교환']);
        expect(fresh_words('a a', 'a').filter((one) => one.fresh)).toHaveLength(1);
        expect(fresh_words('(a OR b)', 'a OR b').map((one) => one.text).join('')).toBe('(a OR b)');
    });
    it('keeps what the other person changed where nothing was changed here', () => {
        const theirs = { ...form, name: 'their name', query: 'their query' };
        expect(merged(theirs, form, { ...form, query: 'my query' })).toEqual({ ...theirs, query: 'my query' });
        expect(merged(theirs, form, form)).toEqual(theirs);
        expect(merged({ ...form, alert: { at_least: 1, minutes: 1 } }, form, { ...form, alert: null }).alert).toBeNull();
    });
    it('finds a name and a colour', () => {
        expect(name_from('(환불 OR "배송 지연") lang:ko -광고')).toBe('환불 배송 지연');
        expect(name_from('배송 NEAR/3 (지연 OR "안 와요") -"봄 행사" followers>=5')).toBe('배송 지연 안 와요');
        expect(name_from('-광고 =Apple #tag deliver*')).toBe('Apple tag deliver');
        expect(name_from('lang:ko')).toBe('');
        expect(next_colour([])).toBe('blue');
        expect(next_colour(['blue', 'green', 'blue'])).toBe('amber');
    });
});
