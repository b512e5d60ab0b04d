// Setting up in five steps, and the hand-off rules that it leaves. Twin: src/http/shapes_programme.cpp.
import type { Id, Instant, Named } from './types';

export const kSteps = ['plan', 'expectations', 'collaboration', 'loop', 'guidelines'] as const;
export type SetupStep = typeof kSteps[number];
export type StepState = 'open' | 'done' | 'skipped';

/** What has one of these tags, or says one of these words, goes to `to_id`; untaken after `minutes` it comes back. */
export interface HandOffRule { id: Id; tags: Id[]; words: string[]; to_id: Id; back_id: Id; minutes: number; loop: boolean }
/** GET, PUT /programme */
export interface Programme {
    version: number; saved_at: Instant | null; saved_by: Id | null;
    steps: Record<SetupStep, { state: StepState; by: Named | null; at: Instant | null }>;
    rules: HandOffRule[];
}
export interface SaveProgramme { version: number; steps: Record<SetupStep, StepState>; rules: (Omit<HandOffRule, 'id'> & { id?: Id })[] }
/** GET /conversations/{id}/hand-off: by a tag, or by a word of the newest post. */
export interface HandOffProposal { rule_id: Id; department_id: Id; back_id: Id; minutes: number; tag_id: Id | null; word: string | null }
export interface HandOffProposals { items: HandOffProposal[] }
