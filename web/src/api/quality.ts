// The quality audit, /api/v1/quality. types.ts lists the routes. Marks of a round are blind until it is closed.
import type { Id, Instant } from './types';

export interface AuditWords { ko: string; en: string }
export interface AuditPerson { id: Id; initials: string; name: string }
export interface AuditCriterion {
    id: string;                      // a-z, 0-9, _; the same from version to version
    name: AuditWords; hint: AuditWords;
    weight: number;                  // of all together 100
    scale: 'five' | 'yes_no';        // marks 1 to 5; 0 or 1
}
/** version 0: the house's starter, which nobody has written yet. */
export interface AuditCard { version: number; criteria: AuditCriterion[]; critical: AuditWords; by: AuditPerson | null; at: Instant | null }
export interface AuditCards { current: AuditCard; versions: AuditCard[]; may_manage: boolean }
/** version: the one that was changed. */
export interface AuditCardWrite { criteria: AuditCriterion[]; critical: AuditWords; version: number }

export type AuditColumn = 'language' | 'network' | 'newcomer' | 'kind' | 'risk';
export interface AuditRoundWish {
    kind: 'sample' | 'calibration';
    from: Instant; to: Instant;      // published in [from, to)
    columns: AuditColumn[];          // what the strata are made of
    confidence: 90 | 95 | 99; margin: number; expected: number;   // points of 100: the size follows from them
    twice_percent: number;
    size?: number;                   // instead of the computed one; a calibration needs it
    seed?: string;                   // to repeat a draw
}
/** name: "language=ko newcomer=yes", or "all". */
export interface AuditStratum { name: string; population: number; drawn: number }
export interface AuditPreview { population: number; size: number; strata: AuditStratum[] }
export interface AuditRound {
    id: Id; kind: 'sample' | 'calibration'; state: 'open' | 'closed';
    from: Instant; to: Instant; columns: AuditColumn[]; seed: string;
    confidence: number; margin: number; expected: number; twice_percent: number; size: number | null; newcomer_days: number;
    population: number; strata: AuditStratum[]; card: number;
    created_by: AuditPerson | null; created_at: Instant; closed_at: Instant | null;
    items: number;                   // drawn
    gone: number;                    // erased since
    marked: number;                  // by at least one
    wanted: number;                  // marks still to come; of a calibration 0
    by_me: number;
}
export interface AuditRounds { items: AuditRound[]; may_mark: boolean; may_manage: boolean }

export interface AuditPost { ours: boolean; judged: boolean; author: string; text: string; lang: string; at: Instant; edited: boolean; deleted: boolean }
export interface AuditItem { answer_id: Id; position: number; network: string; sent_at: Instant; stratum: string; stratum_population: number; twice: boolean; thread: AuditPost[] }
export interface AuditNext { round: AuditRound; card: AuditCard; item: AuditItem | null }
export interface AuditMarkWrite { marks: Record<string, number>; critical: boolean; note: string }
export interface AuditReason { reason: string }
/** mark: what counts from now on; without it the marks stand. */
export interface AuditDecision { decision: string; mark?: AuditMarkWrite }

/** by: null where it stays hidden. */
export interface AuditMark { by: AuditPerson | null; marks: Record<string, number>; critical: boolean; score: number; note: string; at: Instant }
export interface AuditAppeal { reason: string; at: Instant; state: 'open' | 'stands' | 'changed'; decision: string; decided_at: Instant | null; mark: AuditMark | null }
export interface AuditJudged {
    round_id: Id; answer_id: Id; conversation_id: Id | null; author: AuditPerson | null;
    network: string; sent_at: Instant; stratum: string;
    weight: number;                  // how many published answers it stands for
    score: number | null; critical: boolean;
    gone: boolean;                   // its text is erased
    marks: AuditMark[]; appeal: AuditAppeal | null;
}
/** matrix[first][second], from the lowest mark. kappa null: nothing to agree about. */
export interface AuditAgreement { criterion: string; scale: 'five' | 'yes_no'; pairs: number; equal: number; kappa: number | null; matrix: number[][] }
export interface AuditRecord { round: AuditRound; card: AuditCard; items: AuditJudged[]; agreement: AuditAgreement[] }
export interface AuditShown { card: AuditCard; judged: AuditJudged; thread: AuditPost[]; appeal_until: Instant | null; may_appeal: boolean; may_decide: boolean }
export interface AuditShownList { items: AuditShown[]; appeal_days: number }
/** low and high: 95 %. band: in 95 to 100, below it, or the interval does not say. */
export interface AuditStanding { key: string; label: string; answers: number; effective: number; mean: number; low: number; high: number; critical: number; band: 'in' | 'below' | 'unsure' }
export interface AuditResults { from: Instant; to: Instant; by: 'person' | 'department' | 'network'; all: AuditStanding | null; groups: AuditStanding[]; agreement: AuditAgreement[]; card: AuditCard }
