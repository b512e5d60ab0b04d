// Honour: boards, thanks, who answers now, participation. Twin: src/http/shapes_honour.cpp. Bounds and scores are
// hundredths of a percent.
import type { Id, Instant } from './types';

export type BoardName = 'crowd' | 'desk';
export interface Bounded { good: number; all: number; low: number; high: number }
export interface HonourRow {
    place: number | null; employee_id: Id; initials: string; name: string; department_id: Id; answered: number;
    timing: Bounded; satisfaction: Bounded; score: number; help: number; provisional: boolean;
    standing: 'ranked' | 'too_few' | 'below_floor' | 'not_rated';
}
export interface HonourTeam { department_id: Id; people: number; answered: number; timing: Bounded; satisfaction: Bounded; score: number }
export interface HonourChoice { on_board: boolean; name_on_card: boolean }
export interface HonourFormula { least_answered: number; audit_floor: number; rated_people: number; help_by_pair: number; help_at_most: number; team_people: number; promise_minutes: number }
export interface HonourBoard {
    board: BoardName; season: string; from: Instant; to: Instant; final_at: Instant; zone: string;
    stage: 'running' | 'closing' | 'published'; published_at: Instant | null; digest: string | null;
    ratings_count: boolean; audited: boolean;   // whether that factor counts, or anybody has it
    people: number; top: HonourRow[]; near: HonourRow[]; me: HonourRow | null; my_audit: number | null;
    helpers: HonourRow[]; teams: HonourTeam[]; departments: { id: Id; name: string }[]; seasons: string[];
    choice: HonourChoice; formula: HonourFormula; brand: string;
}
export interface HonourThank { conversation_id: Id; initials: string; name: string; network: string; customer: string; text: string; lang: string; at: Instant }
export interface OnDuty { page_on: boolean; url: string; at: Instant; zone: string; people: { initials: string; name: string | null }[]; texts: { ko: string; en: string }; name_on_card: boolean }
export interface DepartmentParticipation { department_id: Id; name: string; invited: number; joined: number; certified: number; first_answer: number; active: number }
export interface Participation { items: DepartmentParticipation[]; zone: string; at: Instant }
