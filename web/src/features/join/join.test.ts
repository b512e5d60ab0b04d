import { describe, expect, it } from 'vitest';
import { allowed, wait_ms } from './join';

describe('an address', () => {
    it('is let in by its whole domain, whatever the case', () => {
        expect(allowed(' Kim@Hanbit.Example ', ['hanbit.example'])).toBe(true);
        expect(allowed('kim@evil-hanbit.example', ['hanbit.example'])).toBe(false);
        expect(allowed('kim@hanbit.example.evil', ['hanbit.example'])).toBe(false);
        expect(allowed('kim@shop.hanbit.example', ['hanbit.example'])).toBe(false);
        expect(allowed('kim', ['hanbit.example'])).toBe(false);
        expect(allowed('anyone@anywhere.example', [])).toBe(true);
    });
});
describe('waiting', () => {
    it('asks less and less', () => {
        expect(wait_ms(0)).toBe(3_000);
        expect(wait_ms(19)).toBe(3_000);
        expect(wait_ms(20)).toBe(10_000);
        expect(wait_ms(600)).toBe(60_000);
    });
});
