// Signing in with the company's own provider. Twin: src/http/shapes_sso.cpp.
import type { Id, Role } from './types';

export interface SsoBrand { brand_id: Id; name: string; address: string }
export interface SsoGroup { group: string; role: Role | null; department_id: Id | null }   // one of the two, or both
export interface SsoProvider {
    issuer: string; client_id: string; has_secret: boolean; scopes: string;
    email_claim: string; name_claim: string; groups_claim: string; groups: SsoGroup[];
    newcomers: 'refused' | 'confirmed' | 'at_once'; department_id: Id | null;   // of newcomers
    trust_email: boolean;            // its addresses are verified though it does not say so
    password_allowed: boolean;       // admins always may
}
export interface SsoSettings { redirect_uri: string; provider: SsoProvider | null }
// client_secret left out: as it is, unless the issuer or the client is another.
export type SsoWrite = Omit<SsoProvider, 'has_secret' | 'department_id'> & { department_id?: Id; client_secret?: string };
