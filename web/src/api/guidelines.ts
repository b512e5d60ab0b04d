// Guidelines of a brand, and what they have against an answer. Twin: src/http/shapes_guidelines.cpp.
import type { Id, Instant, Role } from './types';

export type Severity = 'hint' | 'warning' | 'block';
export type Check = 'banned' | 'preferred' | 'required' | 'embargo' | 'competitor' | 'spelling' | 'speech' | 'orders' | 'apology'
    | 'marks' | 'greeting' | 'one_step' | 'asks_private' | 'shows_private' | 'promise' | 'repetition' | 'holding';
export interface Both { ko?: string; en?: string }
export interface Rule {
    id: string;
    check: Check;
    severity: Severity;
    on: boolean;
    languages?: ('ko' | 'en')[];
    networks?: string[];
    terms?: string[];            // "term*": anything may follow
    when?: string[];
    instead?: string;
    until?: Instant;
    level?: 'consistent' | 'formal' | 'polite';
    at_most?: number;
    hours?: number;
    roles?: Role[];
    reason: Both;
    wrong: Both;
    right: Both;
}

/** GET, PUT /guidelines; GET /guidelines/versions/{version} */
export interface Guidelines { version: number; saved_at: Instant | null; saved_by: Id | null; note: string; may_edit: boolean; rules: Rule[] }
/** PUT /guidelines: on top of `version`; 412 when that is not the newest any more */
export interface SaveGuidelines { version: number; note?: string; confirm?: string; rules: Rule[] }   // confirm: of the dry run of these rules, when it has one
/** GET /guidelines/versions */
export interface GuidelineVersions { items: { version: number; saved_at: Instant; saved_by: Id; note: string }[] }
/** GET /guidelines/exceptions */
export interface GuidelineExceptions { items: { at: Instant; conversation_id: Id; employee_id: Id; version: number; rules: string[]; reason: string; answer_id: Id | null }[] }
/** POST /guidelines/dry-run {rules} */
export interface GuidelineDryRun {
    answers: number;
    problems: { pointer: string; detail: string }[];
    wide: { id: string; answers: number; refuses: boolean }[];   // new or changed, and nearly every answer falls into them
    confirm: string | null;          // saves them all the same
    rules: { id: string; answers: number; samples: { conversation_id: Id; text: string; from: number; to: number }[] }[];
}
/** POST /conversations/{id}/answers/check */
export interface CheckAnswer { text: string; parent_post_id?: Id; parts?: string[]; alts?: string[]; holding_until?: Instant; zone?: string }
/** from, to: UTF-8 bytes of the text at `pointer`, half-open */
export interface Finding { rule: string; severity: Severity; pointer: string; from: number; to: number; replacement: string | null; reason: string; wrong: string | null; right: string | null; holding: { until: Instant | null; differs: boolean } | null }   // holding: what the text promises the answer by; differs: from holding_until
export interface Findings { version: number; findings: Finding[] }
