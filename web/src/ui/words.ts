// Words for things the server names by code: times, languages, states.
import type { ApiError } from '../api/client';
import { me } from '../app/session.svelte';
import { lang, t, tn } from '../i18n/i18n.svelte';
import { date_in, reach_in, span, when_in, type DateShape } from '../time/format';

export const zone = (): string | undefined => me()?.settings.zone ?? undefined;
export const date = (at: string | number, shape: DateShape): string =>
    date_in(lang(), typeof at === 'number' ? at : Date.parse(at), shape, zone());
export const when = (at: string, now: number): string => when_in(lang(), Date.parse(at), now, zone());
export const reach = (n: number): string => reach_in(lang(), n);

// "3:12", "1 h 05 min", "3 days"
export function length(ms: number): string {
    const parts = span(ms);
    if (parts.kind === 'clock') return parts.text;
    if (parts.kind === 'hours') return parts.m === 0 ? t('web.time.h', { h: parts.h }) : t('web.time.hours', { h: parts.h, m: parts.m });
    return tn('web.time.days', parts.d);
}
// "6 min", "48 s": how fast an answer was.
export function took(seconds: number): string {
    if (seconds < 60) return t('web.time.s', { n: Math.max(1, Math.round(seconds)) });
    if (seconds < 3600) return t('web.time.min', { n: Math.floor(seconds / 60) });
    return length(seconds * 1000);
}
export function ago(at: string, now: number): string {
    const seconds = Math.max(0, Math.floor((now - Date.parse(at)) / 1000));
    if (seconds < 5) return t('web.time.just_now');
    if (seconds < 60) return t('web.time.s_ago', { n: seconds });
    if (seconds < 3600) return t('web.time.min_ago', { n: Math.floor(seconds / 60) });
    return when(at, now);
}

const names = new Map<string, Intl.DisplayNames>();
export function language(code: string): string {
    if (!code || code === 'und') return t('web.lang.unknown');
    let format = names.get(lang());
    if (!format) names.set(lang(), (format = new Intl.DisplayNames(lang(), { type: 'language', fallback: 'code' })));
    try { return format.of(code) ?? code; } catch { return code; }
}
// lang= for a message: never "und" (a screen reader would guess), and only what looks like a tag.
export const lang_attr = (code: string): string | undefined => (/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code) && code !== 'und' ? code : undefined);

// What failed, in the person's language: the server's sentence, or ours when none came.
export function failure(error: unknown): string {
    const api = error as ApiError;
    if (api?.problem?.detail) return api.problem.detail;
    if (api?.problem?.title) return api.problem.title;
    if (api?.status === 0) return t('web.problem.network');
    if (api?.status) return t('web.problem.status', { status: api.status });
    return t('web.problem.page');
}
