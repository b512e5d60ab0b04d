// Joining: links, who came by them, invitations.
import type { Employee, Id, Instant } from './types';

export type Entry = 'confirmed' | 'at_once';
export interface JoinLink {
    id: Id; department_id: Id; made_by: string; domains: string[]; entry: Entry; most: number | null;
    made_at: Instant; expires_at: Instant; ended_at: Instant | null; state: 'open' | 'ended' | 'expired' | 'full';
    joined: number; waiting: number;
}
export interface JoinLinkToMake { hours: number; department_id?: Id; domains?: string[]; most?: number | null; entry: Entry }
export interface JoinRequest {
    id: Id; link_id: Id; department_id: Id; name: string; email: string; initials: string; asked_at: Instant;
    known: boolean;     // somebody who is here has this address
    same: number;       // others who wait with it
}
export interface JoinPage { brand: string; department_ko: string; department_en: string; domains: string[]; entry: Entry; expires_at: Instant }
export interface Invitation { employee: Employee; expires_at: Instant | null; state: 'open' | 'expired' | 'ended' }
