// Small things of the guidelines' page.
import type { Check, GuidelineDryRun, Rule, Severity } from '../../api/guidelines';
import type { Role } from '../../api/types';
import { number, t } from '../../i18n/i18n.svelte';

export const kGroups = ['tone', 'terms', 'method'] as const;
export type Group = typeof kGroups[number];
const kChecks: Record<Group, readonly Check[]> = {
    tone: ['speech', 'orders', 'apology', 'marks'],
    terms: ['banned', 'preferred', 'required', 'embargo', 'competitor', 'spelling'],
    method: ['greeting', 'one_step', 'asks_private', 'shows_private', 'promise', 'repetition', 'holding'],
};
export const checks_of = (group: Group): readonly Check[] => kChecks[group];
export const group_of = (check: Check): Group => kGroups.find((group) => kChecks[group].includes(check)) ?? 'method';

/** Which members a check looks at. */
export function uses(check: Check) {
    const terms = group_of(check) === 'terms';
    return {
        terms: terms || check === 'promise' || check === 'shows_private',
        when: check === 'required',
        instead: (terms && check !== 'required') || check === 'apology' || check === 'greeting',
        until: check === 'embargo',
        level: check === 'speech',
        at_most: check === 'one_step' || check === 'repetition',
        hours: check === 'repetition',
        roles: check === 'promise',
        languages: check !== 'speech' && check !== 'repetition',
    };
}

/** What a dry run says of rules that nearly every answer falls into. */
export const wide_words = (run: GuidelineDryRun): string[] => run.wide.map((one) =>
    (one.refuses ? t('web.wide.refuses', { name: one.id }) : t('web.wide.rule', { name: one.id, n: number(one.answers), of: number(run.answers) })));

/** One term a line; the same one once. */
export const lines = (text: string): string[] => [...new Set(text.split('\n').map((one) => one.trim()).filter((one) => one !== ''))];
export const same = (a: Rule[], b: Rule[]): boolean => JSON.stringify(a) === JSON.stringify(b);

// The browser's own clock, as its field wants it.
const local = (at: string): string => { const when = new Date(at); return new Date(when.getTime() - when.getTimezoneOffset() * 60_000).toISOString().slice(0, 16); };
/** A rule as a form holds it. */
export function draft_of(rule: Rule | null) {
    return {
        id: rule?.id ?? '', check: rule?.check ?? 'banned' as Check, severity: rule?.severity ?? 'warning' as Severity,
        terms: (rule?.terms ?? []).join('\n'), when: (rule?.when ?? []).join('\n'), instead: rule?.instead ?? '', until: rule?.until ? local(rule.until) : '',
        level: rule?.level ?? 'consistent' as NonNullable<Rule['level']>, at_most: rule?.at_most ?? 1, hours: rule?.hours ?? 24,
        roles: [...(rule?.roles ?? [])] as Role[], languages: [...(rule?.languages ?? [])], networks: [...(rule?.networks ?? [])],
        reason_ko: rule?.reason.ko ?? '', reason_en: rule?.reason.en ?? '', wrong_ko: rule?.wrong.ko ?? '', wrong_en: rule?.wrong.en ?? '', right_ko: rule?.right.ko ?? '', right_en: rule?.right.en ?? '',
    };
}
const both = (ko: string, en: string) => ({ ...(ko.trim() ? { ko: ko.trim() } : {}), ...(en.trim() ? { en: en.trim() } : {}) });

/** The form as a rule: only what its check looks at. Of `before` stays what no form shows. */
export function rule_of(form: ReturnType<typeof draft_of>, before: Rule | null): Rule {
    const has = uses(form.check);
    const languages = has.languages ? form.languages : before?.languages ?? [];
    return {
        id: form.id.trim(), check: form.check, severity: form.severity, on: before?.on ?? true,
        ...(languages.length > 0 ? { languages } : {}),
        ...(form.networks.length > 0 ? { networks: form.networks } : {}),
        ...(has.terms && lines(form.terms).length > 0 ? { terms: lines(form.terms) } : {}),
        ...(has.when && lines(form.when).length > 0 ? { when: lines(form.when) } : {}),
        ...(has.instead && form.instead.trim() ? { instead: form.instead.trim() } : {}),
        ...(has.until && form.until ? { until: before?.until && local(before.until) === form.until ? before.until : new Date(form.until).toISOString() } : {}),
        ...(has.level ? { level: form.level } : {}),
        ...(has.at_most ? { at_most: form.at_most } : {}),
        ...(has.hours ? { hours: form.hours } : {}),
        ...(has.roles && form.roles.length > 0 ? { roles: form.roles } : {}),
        reason: both(form.reason_ko, form.reason_en), wrong: both(form.wrong_ko, form.wrong_en), right: both(form.right_ko, form.right_en),
    };
}
