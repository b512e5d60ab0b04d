// How somebody is reached when they are not here (docs/adr/0057).
import type { Id, Instant, Lang } from './types';

export type Rhythm = 'never' | 'weekly' | 'daily';
export interface PushDevice { id: Id; name: string; service: string; made_at: Instant; last_ok_at: Instant | null }
export interface Reach {
    application_key: string;
    quiet_from: string; quiet_until: string;   // "21:00"; the same twice: never quiet
    zone: string;                              // "": not known yet
    digest: Rhythm | null;                     // null: as the brand does it (standard)
    standard: Rhythm;
    week_report: boolean; leads: boolean;      // leads: a role that may get the weekly report
    mail: boolean;                             // this server sends e-mail
    daily_most: number;
    devices: PushDevice[];                     // the newest first
}
export interface ReachChange { quiet_from?: string; quiet_until?: string; zone?: string; lang?: Lang; digest?: Rhythm | null; week_report?: boolean }
export interface DeviceToAdd { endpoint: string; p256dh: string; auth: string; name: string; zone?: string; lang?: Lang }
