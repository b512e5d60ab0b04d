// Who knows about a conversation or a subject. Twin: src/http/know_api.cpp.
import type { Id, Instant } from './types';

export interface Knower {
    employee_id: Id; name: string; initials: string; department_id: Id;
    about: string;             // the subject that they know best, of those asked about
    answers: number;           // about that; 0: they only ticked it
    last_at: Instant | null;
    ticked: boolean; here: boolean;
}
export interface Knowers { terms: string[]; items: Knower[] }
