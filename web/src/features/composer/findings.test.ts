import { describe, expect, it } from 'vitest';
import type { Finding } from '../../api/guidelines';
import { shown, with_fix } from './findings';

const bytes = (text: string) => new TextEncoder().encode(text).length;
function finding(text: string, said: string, more: Partial<Finding> = {}): Finding {
    const from = bytes(text.slice(0, text.indexOf(said)));
    return { rule: 'a', severity: 'hint', pointer: '/text', from, to: from + bytes(said), replacement: null, reason: 'r', wrong: null, right: null, holding: null, ...more };
}

describe('findings', () => {
    it('stand where the server found them', () => {
        const text = '👍 네, 손님은 cafe\u0301에';
        expect(shown(text, [finding(text, '손님')])[0]!.said).toBe('손님');
        expect(shown(text, [finding(text, 'cafe\u0301')])[0]!.said).toBe('cafe\u0301');
    });
    it('come gravest first, then by place', () => {
        const text = 'one two three';
        const found = shown(text, [finding(text, 'one'), finding(text, 'three', { severity: 'block' }), finding(text, 'two')]);
        expect(found.map((one) => one.said)).toEqual(['three', 'one', 'two']);
    });
    it('are put right in place', () => {
        const text = '👍 손님은';
        const [one] = shown(text, [finding(text, '손님', { replacement: '고객님' })]);
        expect(with_fix(text, one!)).toEqual({ text: '👍 고객님은', caret: 6 });
        expect(with_fix('something else', one!)).toBeNull();
    });
    it('put in what is missing', () => {
        const text = '확인합니다.';
        const [one] = shown(text, [finding(text, '', { from: 0, to: 0, replacement: '죄송합니다. ' })]);
        expect(with_fix(text, one!)?.text).toBe('죄송합니다. 확인합니다.');
    });
    it('of other parts are only told', () => {
        const [one] = shown('text', [finding('text', 'text', { pointer: '/parts/1', replacement: 'x' })]);
        expect(with_fix('text', one!)).toBeNull();
    });
});
