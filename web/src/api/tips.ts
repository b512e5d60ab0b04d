// Tips: what one person found out, for everybody who is asked the same. Twin: src/http/shapes_tips.cpp.
import type { Id, Instant, Named } from './types';

export type TipState = 'proposed' | 'published' | 'retired';
export interface Tip {
    id: Id; title: string; texts: { ko?: string; en?: string }; state: TipState;
    author: Named; proposed_by: Named;   // whose knowledge it is; who wrote it down
    conversation_id: Id | null;          // where it was learnt
    version: number; uses: number; changed_at: Instant;
    may_change: boolean; may_publish: boolean;
}
export interface TipToPropose { title: string; texts: { ko?: string; en?: string }; answer_id?: Id; state?: 'proposed' | 'published' }
export interface TipChange { version: number; title?: string; texts?: { ko?: string; en?: string }; state?: TipState }
