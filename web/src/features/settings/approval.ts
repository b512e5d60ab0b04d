// Small things of the approval lanes' page.
import type { GoodwillLimit, LaneDryRun, LanePeople, LanesDocument } from '../../api/approvals';
import type { Role } from '../../api/types';
import { number, t } from '../../i18n/i18n.svelte';

export const kLimitRoles = ['employee', 'desk', 'lead', 'admin'] as const;
export const kUnits = ['krw', 'usd', 'percent'] as const;

/** What a dry run says of lanes that nearly every answer falls into. */
export const wide_lanes = (run: LaneDryRun): string[] => run.wide.map((risk) => t('web.wide.lane', {
    name: t(`web.risk.${risk}`), n: number(run.lanes.find((one) => one.risk === risk)?.answers ?? 0), of: number(run.answers) }));

export interface Entry { kind: 'role' | 'department' | 'person'; id: string }
export const entries_of = (people: LanePeople): Entry[] => [
    ...(people.roles ?? []).map((id) => ({ kind: 'role' as const, id })),
    ...(people.departments ?? []).map((id) => ({ kind: 'department' as const, id })),
    ...(people.people ?? []).map((id) => ({ kind: 'person' as const, id }))];

const once = <T>(list: readonly T[] | undefined, one: T): T[] => (list?.includes(one) ? [...list] : [...(list ?? []), one]);
/** 'role:lead', 'department:01...', 'person:01...'; anything else changes nothing. */
export function add_to(people: LanePeople, value: string): LanePeople {
    const [kind, id] = value.split(':');
    if (!id) return people;
    if (kind === 'role') return { ...people, roles: once(people.roles, id as Role) };
    if (kind === 'department') return { ...people, departments: once(people.departments, id) };
    return kind === 'person' ? { ...people, people: once(people.people, id) } : people;
}
export const take_from = (people: LanePeople, entry: Entry): LanePeople => ({
    roles: (people.roles ?? []).filter((id) => entry.kind !== 'role' || id !== entry.id),
    departments: (people.departments ?? []).filter((id) => entry.kind !== 'department' || id !== entry.id),
    people: (people.people ?? []).filter((id) => entry.kind !== 'person' || id !== entry.id) });

/** An empty field: as much as they like. What is no number changes nothing. */
export function put_limit(document: LanesDocument, role: keyof LanesDocument['limits'], unit: keyof GoodwillLimit, written: string): LanesDocument {
    const plain = written.replace(/[,\s]/g, '');
    if (plain !== '' && !/^\d{1,12}$/.test(plain)) return document;
    return { ...document, limits: { ...document.limits, [role]: { ...document.limits[role], [unit]: plain === '' ? null : Number(plain) } } };
}
