// What customers say of our answers, and how they see who answers. Twins: src/http/satisfaction_api.cpp, src/http/card_api.cpp.
import type { Id, Instant } from './types';

export const kThanksSources = ['tap', 'reaction', 'tone'] as const;
export type ThanksSource = typeof kThanksSources[number];
export interface Share { good: number; all: number; share: number | null; low: number | null; high: number | null }   // 0 to 1, the interval of 95 %
export interface SatisfactionReport {
    from: Instant; to: Instant;
    answers: Share;                  // each answer once, by its clearest source
    by_source: { source: ThanksSource; share: Share; not_counted: number }[];
    not_counted: number;             // said by the brand's own people
    recovered: number; praised_by_others: number; reach: number;
}
export interface ThanksSignal { conversation_id: Id; answer_id: Id; initials: string; source: ThanksSource; good: boolean; counted: boolean; at: Instant }
export interface Turnaround {
    conversation_id: Id; customer: string; complaint_id: Id; answer_id: Id; at: Instant; counted: boolean; reach: number;
    praises: { post_id: Id; conversation_id: Id; followers: number; by_customer: boolean; at: Instant }[];
}
export interface SatisfactionBehind { signals: ThanksSignal[]; turned: Turnaround[]; left_out: number }
export interface ConversationSatisfaction { link: boolean; signals: ThanksSignal[]; turned: Turnaround | null }
export type CardLanguages = '' | 'ko' | 'en' | 'ko en';
export interface MyCard { initials: string; own_name: string; shown: boolean; name: string; about: string; languages: CardLanguages; photo: Id | null; team_url: string; card_url: string }
