// Own accounts on networks, and answers from there (docs/adr/0051).
import type { Id, Instant, Named } from './types';

export type BindingKind = 'personal' | 'work';   // work: its own reply to a customer counts as the answer
export interface Binding {
    id: Id; network: string; handle: string; kind: BindingKind; bound_at: Instant;
    ended_at: Instant | null; ended_why: 'self' | 'lead' | 'inactive' | null;
}
export interface BindingOf extends Binding { employee: Named }
/** A code that is to stand on the account; looked for every two seconds. */
export interface BindingWish {
    id: Id; network: string; handle: string; code: string;
    problem: 'no_such_handle' | 'bound_already' | 'brand_account' | null;
    made_at: Instant; expires_at: Instant;
}
export interface OwnPost {
    network: string; handle: string; url: string | null; at: Instant;
    state: 'seen' | 'taken' | 'noted' | 'refused'; reason: string | null;   // the word of own.reason.*
    conversation_id: Id | null;
}
export interface MyBindings {
    tag: string | null;               // null: the brand does not use it
    signature: 'handle' | 'initials';
    networks: { id: string; label: string; brand_handle: string }[];
    items: Binding[]; wishes: BindingWish[];
    posts: OwnPost[];                 // the newest 30
}
export interface ConversationCode { code: string; expires_at: Instant; tag: string; brand_handle: string }
