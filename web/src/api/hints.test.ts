import { expect, test } from 'vitest';
import { hints_for, is_hint } from './hints';
import type { Note } from './types';

const note = (id: string, more: Partial<Note> = {}): Note => ({
    id, kind: 'opinion', author: { id: 'kim', initials: 'KM', name: '김민지' }, text: '3층입니다', at: '2026-03-09T05:23:00Z', edited_at: null,
    deleted: false, mentions: [], asked: { id: 'me', initials: 'ME', name: '나' }, answers: null, ...more });

test('a hint is an opinion that nobody asked for', () => {
    expect(is_hint(note('a'))).toBe(true);
    expect(is_hint(note('a', { answers: 'q' }))).toBe(false);
    expect(is_hint(note('a', { kind: 'note' }))).toBe(false);
    expect(is_hint(note('a', { deleted: true }))).toBe(false);
});

test('beside the answer stand those of others since the last answer, the newest first', () => {
    const all = [note('old', { at: '2026-03-09T05:00:00Z' }), note('a'), note('mine', { author: { id: 'me', initials: 'ME', name: '나' } }), note('b', { at: '2026-03-09T05:24:00Z' })];
    expect(hints_for(all, 'me', '2026-03-09T05:10:00Z').map((one) => one.id)).toEqual(['b', 'a']);
    expect(hints_for(all, 'me', null).map((one) => one.id)).toEqual(['b', 'a', 'old']);
});
