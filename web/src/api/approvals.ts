// Approvals: answers that a person has to let out, and the brand's lanes and limits. Twin: src/http/shapes_approvals.cpp.
import type { Id, Instant, Named, Role } from './types';

export type Risk = 'goodwill' | 'safety' | 'legal' | 'press' | 'personal_data' | 'embargo' | 'newcomer' | 'incident' | 'exception';
export type Step = 'approvers' | 'deputies' | 'leads';   // leads: and admins, the last

/** Why it should go out although the guidelines refuse it. */
export interface AskedException { reason: string; rules: string[] }
/** Of Answer: why it waits (or waited), and who gave it. */
export interface AnswerApproval {
    asked_at: Instant;
    due_at: Instant | null;          // the earliest lane asks the next step then
    lanes: { risk: Risk; step: Step; due_at: Instant | null; words: string[]; approved_by: Named | null; whom: Named[]; exception: AskedException | null }[];   // exception: of its own lane alone
}

export interface ApprovalLane { risk: Risk; step: Step; due_at: Instant | null; words: string[]; approved_by: Named | null; deciders: Named[]; mine: boolean; exception: AskedException | null }
export interface ApprovalItem {
    answer_id: Id; conversation_id: Id; network: string; customer: string; excerpt: string;
    author: Named;
    text: string; parts: number;
    asked_at: Instant; due_at: Instant | null;
    lanes: ApprovalLane[];           // deciders empty and not approved: nobody may
}
/** GET /approvals?cursor=&limit= */
export interface Approvals { items: ApprovalItem[]; total: number; next: string | null }
/** POST /answers/{id}/approve, If-Match as when submitting */
export interface ApproveAnswer { text?: string; exception?: string }
/** POST /answers/{id}/return */
export interface ReturnAnswer { reason: string }

export interface LanePeople { roles?: Role[]; departments?: Id[]; people?: Id[] }
export interface Lane {
    risk: Risk; on: boolean; minutes: number;
    approvers: LanePeople; deputies: LanePeople;
    terms?: string[]; beyond?: string[];   // goodwill: what promises without a figure
    answers?: number;                      // newcomer
    tags?: Id[];                           // incident
}
export interface GoodwillLimit { krw: number | null; usd: number | null; percent: number | null }   // null: as much as they like
export interface LanesDocument { lanes: Lane[]; limits: Record<'employee' | 'desk' | 'lead' | 'admin', GoodwillLimit> }
/** GET, PUT /approvals/lanes */
export interface Lanes { version: number; saved_at: Instant | null; saved_by: Id | null; note: string; document: LanesDocument; people: Named[] }   // people: whom the lanes name
export interface SaveLanes { version: number; note?: string; confirm?: string; document: LanesDocument }   // confirm: of the dry run of this document, when it has one
/** POST /approvals/lanes/dry-run {document} */
export interface LaneDryRun {
    answers: number; waiting: number;      // looked at; of them would wait
    wide: Risk[];                          // new or changed lanes that nearly every answer falls into
    confirm: string | null;                // saves them all the same
    lanes: { risk: Risk; answers: number; samples: { conversation_id: Id; text: string; words: string[] }[] }[];
}
/** GET /approvals/lanes/versions; GET .../{version} -> Lanes */
export interface LaneVersions { items: { version: number; saved_at: Instant; saved_by: Id; note: string }[] }
