import { describe, expect, it } from 'vitest';
import { added, changed, empty, for_all, items_at, model_of, moved, removed, text_of, typed_items, without_empty, written, type Model } from './builder';
import { parse, print } from './tree';

const model = (query: string): Model | null => { const tree = parse(query); return tree && model_of(tree); };
const shape = (query: string) => {
    const found = model(query);
    return found && { all: found.all.map(written), anys: found.anys.map((one) => one.map(written)), none: found.none.map(written), where: found.where.map(written) };
};

describe('the builder', () => {
    it('puts each part of a query into its group', () => {
        expect(shape('환불 (배송 OR "안 와요") (a OR b) -광고 -(ad OR #홍보) lang:ko followers>=10 -is:repost')).toEqual({ all: ['환불'], anys: [['배송', '"안 와요"'], ['a', 'b']], none: ['광고', 'ad', '#홍보', 'is:repost'], where: ['lang:ko', 'followers>=10'] });
        expect(shape('a OR b NEAR/2 c')).toEqual({ all: [], anys: [['a', 'b NEAR/2 c']], none: [], where: [] });
        expect(shape('환불')).toEqual({ all: ['환불'], anys: [], none: [], where: [] });
        expect(shape('-a b')).toEqual({ all: ['b'], anys: [], none: ['a'], where: [] });
    });
    it('knows what it cannot show', () => {
        for (const query of ['(a b) OR c', 'a OR -b', '-(a b)', '-(-a)', 'a (b OR (c d))']) expect(shape(query), query).toBeNull();
    });
    it('means the same when it is written again', () => {
        expect(text_of(model('lang:ko -광고 (b OR a) 환불')!)).toBe('환불 (b OR a) lang:ko -광고');
        for (const query of ['환불 (배송 OR 지연) lang:ko -광고', '"배송 지연" NEAR/3 (환불 OR 반품)', 'a OR b', '-a b', '=환불 #tag @kim url:shop.kr/a'])
            expect(print(parse(text_of(model(query)!))!)).toBe(text_of(model(query)!));
        expect(text_of(empty())).toBe('');
        expect(text_of({ ...empty(), anys: [[], [{ kind: 'hashtag', text: 'a', prefix: false }]] })).toBe('#a');
    });
    it('adds once, where it belongs, takes out, changes and moves', () => {
        const [refund] = typed_items('환불')!;
        const [ko] = typed_items('lang:ko')!;
        let at = added(empty(), { in: 'all' }, refund!);
        at = added(at, { in: 'all' }, refund!);
        at = added(at, { in: 'all' }, ko!);
        expect(text_of(at)).toBe('환불 lang:ko');
        expect(items_at(at, { in: 'where' })).toHaveLength(1);
        expect(text_of(moved(at, { in: 'where' }, 0, { in: 'none' }))).toBe('환불 -lang:ko');
        const any = moved(at, { in: 'all' }, 0, { in: 'any', at: 0 });
        expect(text_of(added(any, { in: 'any', at: 0 }, typed_items('반품')![0]!))).toBe('(환불 OR 반품) lang:ko');
        expect(text_of(changed(at, { in: 'all' }, 0, { kind: 'text', text: '환불', exact: true, prefix: false }))).toBe('=환불 lang:ko');
        expect(text_of(removed(at, { in: 'where' }, 0))).toBe('환불');
        expect(moved(at, { in: 'all' }, 9, { in: 'none' })).toBe(at);
        expect(without_empty(removed(any, { in: 'any', at: 0 }, 0)).anys).toEqual([]);
        expect(text_of(added(at, { in: 'where' }, typed_items('배송')![0]!))).toBe('환불 배송 lang:ko');
    });
    it('offers what was meant by a minus behind the last OR', () => {
        const meant = (query: string) => { const found = for_all(parse(query)!); return found && print(found); };
        expect(meant('환불 OR 반품 OR "안 돼" -광고')).toBe('(환불 OR 반품 OR "안 돼") -광고');
        expect(meant('a OR b lang:ko -(c OR d)')).toBe('(a OR b) lang:ko -(c OR d)');
        for (const other of ['(a OR b) -c', 'a OR b c', 'a OR (b c) OR d', '(a d) OR b -c', 'a -b']) expect(meant(other), other).toBeNull();
    });
    it('understands what is typed into a group', () => {
        const typed = (text: string) => typed_items(text)?.map(written);
        expect(typed('환불')).toEqual(['환불']);
        expect(typed('  배송   지연 ')).toEqual(['"배송 지연"']);
        expect(typed('배송 지연, 환불, 반품')).toEqual(['"배송 지연"', '환불', '반품']);
        expect(typed('환불 OR 반품')).toEqual(['환불', '반품']);
        expect(typed('=환불')).toEqual(['=환불']);
        expect(typed('deliver*')).toEqual(['deliver*']);
        expect(typed('환불 NEAR/3 지연')).toEqual(['환불 NEAR/3 지연']);
        expect(typed('lang:ko is:reply')).toEqual(['lang:ko', 'is:reply']);
        expect(typed('"안 돼')).toEqual(['"안 돼"']);
        expect(typed('price:low')).toEqual(['"price:low"']);
        expect(typed('!!!')).toBeUndefined();
        expect(typed('')).toBeUndefined();
    });
});
