// Hints: what somebody who knows tells the person who holds a conversation. Twin: src/http/hint_api.cpp.
import type { Id, Instant, Note } from './types';

/** What came of a hint. One of which nothing came has none. */
export interface HintMark { note_id: Id; used: boolean; thanked: boolean }

/** An opinion that nobody asked for. */
export const is_hint = (note: Note): boolean => note.kind === 'opinion' && note.answers === null && !note.deleted;
/** Those that stand beside the answer that is being written: of others, since the last answer; the newest first. */
export const hints_for = (notes: readonly Note[], me: Id, answered: Instant | null): Note[] =>
    notes.filter((note) => is_hint(note) && note.author.id !== me && (answered === null || Date.parse(note.at) > Date.parse(answered))).toReversed();
