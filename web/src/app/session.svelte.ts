// Who is signed in, and their settings.
import { configure, get, send } from '../api/client';
import type { Lang, Me, MySettings } from '../api/types';
import { browser_lang, lang, set_lang } from '../i18n/i18n.svelte';
import { stop_live } from '../live/live.svelte';
import { set_server_time } from '../time/now.svelte';
import { read_networks } from './networks.svelte';
import { navigate } from './router.svelte';

let me_now = $state.raw<Me | null>(null);
let ended = $state.raw(false);
let reads_only = $state.raw(false);

export const me = (): Me | null => me_now;
// Screens behind the sign-in: there is somebody.
export function mine(): Me {
    if (!me_now) throw new Error('nobody is signed in');
    return me_now;
}
// Who answers now and then sees what found a post; the queries themselves are for those who keep them.
export const may_listen = (): boolean => me_now?.may.see_listening === true;
// The server takes no changes for now (maintenance, a full disk).
export const read_only = (): boolean => reads_only;
export const set_read_only = (on: boolean): void => { reads_only = on; };
export const session_ended = (): boolean => ended;

const stored = (key: string): string | null => {
    try { return localStorage.getItem(key); } catch { return null; }
};
const store = (key: string, value: string | null) => {
    try { if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, value); } catch { /* private mode */ }
};

export function show_theme(theme: MySettings['theme']): void {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    store('manyhands.theme', theme === 'system' ? null : theme);
}
// Before anybody is signed in: as this browser showed it last.
export async function first_look(): Promise<void> {
    show_theme((stored('manyhands.theme') as MySettings['theme'] | null) ?? 'system');
    await show_lang(picked_lang() ?? browser_lang());
}
async function show_lang(lang: Lang): Promise<void> {
    configure({ language: lang });
    await set_lang(lang);
}
// Chosen on the sign-in screen: holds in this browser until the person's own setting says otherwise.
const picked_lang = (): Lang | null => {
    const lang = stored('manyhands.lang');
    return lang === 'ko' || lang === 'en' ? lang : null;
};
export async function pick_lang(lang: Lang): Promise<void> {
    store('manyhands.lang', lang);
    await show_lang(lang);
}

// Where somebody begins: who answers now and then, on a phone, with one question; everybody else at the desk.
export function home(): string {
    const phone = matchMedia('(max-width: 759px) and (pointer: coarse)').matches;
    return phone && me_now?.employee.role === 'employee' ? '/quick' : '/inbox/queue';
}
export async function take(me: Me): Promise<void> {
    configure({ csrf: me.csrf_token, on_signed_out: lost, on_read_only: (on) => { reads_only = on; } });
    set_server_time(me.server_time);
    show_theme(me.settings.theme);
    await show_lang(me.settings.lang ?? picked_lang() ?? browser_lang());
    ended = false;
    me_now = me;
    void read_networks(lang());
}
export async function resume(): Promise<boolean> {
    try {
        await take(await get<Me>('/me'));
        return true;
    } catch (problem) {
        if ((problem as { status?: number }).status === 401) return false;
        throw problem;
    }
}
// One after the other: each answer says all of them.
let changing: Promise<void> = Promise.resolve();
export function change_settings(fields: Partial<MySettings>): Promise<void> {
    if ('lang' in fields) store('manyhands.lang', null);
    return (changing = changing.catch(() => {}).then(async () => take(await send<Me>('PATCH', '/me', fields))));
}
// The brand that was chosen last in this browser.
export const last_brand = (): string | null => stored('manyhands.brand');
export const remember_brand = (id: string): void => store('manyhands.brand', id);
// Another brand of the same person: a session of its own, and nothing of the old one stays on the page.
export async function switch_brand(brand_id: string): Promise<void> {
    await send('POST', '/session/brand', { brand_id });
    remember_brand(brand_id);
    stop_live();
    location.assign('/inbox/queue');
}
// The server ended the session: what is being typed stays in the browser, the page says so.
export function lost(): void {
    if (!me_now || ended) return;
    ended = true;
    stop_live();
}
export async function sign_out(): Promise<void> {
    await send('DELETE', '/session').catch(() => {});
    stop_live();
    me_now = null;
    ended = false;
    // Drafts belong to the person, not to the machine: the server keeps them.
    try {
        for (const key of Object.keys(localStorage)) if (key.startsWith('manyhands.draft.')) localStorage.removeItem(key);
    } catch { /* private mode */ }
    navigate('/signin', { replace: true });
}
