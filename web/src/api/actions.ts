// What was promised to customers. Twin: src/http/shapes_desk.cpp.
import type { Id, Instant, Named } from './types';

/** What was promised beyond the answer: one owner, a clock, and a return address (promised_by) to which it comes back. */
export const kActionKinds = ['exchange', 'repair', 'call_back', 'other'] as const;
export type ActionKind = typeof kActionKinds[number];
export interface PromisedAction {
    id: Id; conversation_id: Id; customer: { handle: string; name: string }; network: string;
    kind: ActionKind; what: string;  // '' once it is erased
    promised_by: Named | null; owner: Named | null; department_id: Id;
    owner_gone: boolean;             // no longer here: somebody must take it on
    promised_at: Instant; due_at: Instant; state: 'open' | 'done' | 'cancelled';
    overdue: boolean;                // its alarm was given
    ended_at: Instant | null; ended_by: Named | null;
    may_change: boolean;
}
export interface PromiseAction { kind: ActionKind; what: string; due_at: Instant; owner_id?: Id; department_id?: Id }   // owner: I, department: the owner's, when left out
export interface ChangeAction { due_at?: Instant; owner_id?: Id; department_id?: Id }
