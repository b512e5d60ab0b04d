// First minutes and certification. Twin: src/http/shapes_training.cpp.
import type { Id, Instant, Named, Role } from './types';
import type { Risk } from './approvals';

/** GET /first-minutes; every text in the reader's language */
export interface FirstMinutes {
    to_do: boolean; certified: boolean;
    level: string | null;            // its name
    taken: boolean;                  // somebody took the level away: only somebody gives it back
    looked_at: number;               // so many of the first answers wait for approval; 0: none
    text_rule: string;               // of the practice answer
    cards: { id: string; title: string; text: string; done: boolean }[];
    questions: { id: string; ask: string; options: { n: number; text: string }[]; done: boolean; tries: number }[];
    practice: { customer: string; text: string; done: boolean };
    topics: { id: string; name: string; ticked: boolean }[];
    topics_done: boolean;
}
/** POST /first-minutes/questions/{id} */
export interface FirstQuestionAnswer { option: number }
export interface FirstQuestionResult { right: boolean; reason: string | null; tries: number }
/** POST /first-minutes/practice */
export interface FirstPracticeAnswer { text: string }
export interface FirstPracticeResult { passed: boolean; published: string; findings: { severity: 'hint' | 'warning' | 'block'; words: string; replacement: string | null; reason: string; right: string | null }[] }
/** PUT /first-minutes/topics */
export interface FirstTopics { topics: string[] }

export interface Words { ko: string; en: string }
export interface TrainingCard { id: string; title: Words; text: Words }
export interface TrainingQuestion { id: string; ask: Words; options: Words[]; right: number; reason: Words }
export interface Level { id: string; name: Words; topics: Id[]; languages: ('ko' | 'en')[]; barred: Risk[] }
export interface TrainingDocument {
    asks: Role[];                    // who answers only when certified
    cards: TrainingCard[]; questions: TrainingQuestion[];
    practice: { customer: Words; text: Words };
    topics: { query: Id; name: Words }[];
    levels: Level[];                 // the first is what the first minutes give
}
/** GET, PUT /training */
export interface Training { version: number; saved_at: Instant | null; saved_by: Id | null; may_levels: boolean; document: TrainingDocument }
export interface SaveTraining { version: number; existing?: 'keep' | 'ask'; document: TrainingDocument }
export interface Trainee { person: Named; role: Role; department_id: Id; asked: boolean; cards: number; questions: number; tries: number; practice: boolean; finished_at: Instant | null; level: string | null; level_at: Instant | null; level_by: Id | null; reason: string }
/** GET /training/people */
export interface Trainees { items: Trainee[]; cards: number; questions: number; next: string | null }
/** POST /employees/{id}/certification */
export interface Certify { level: string | null; reason: string }
