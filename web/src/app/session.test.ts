// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me, MySettings } from '../api/types';

const stop_live = vi.fn();
vi.mock('../live/live.svelte', () => ({ stop_live: () => stop_live() }));

const settings: MySettings = { lang: null, theme: 'system', undo_seconds: 5, single_key_shortcuts: true, enter_sends: false, zone: null };
const person = (id: string, more: Partial<MySettings> = {}): Me => ({ employee: { id, name: id, email: '', initials: 'KG', role: 'desk', department_id: 'd', active: true }, brand: { id: 'b', name: 'B' }, brands: [{ id: 'b', name: 'B', current: true }], csrf_token: `c-${id}`,
    must_set_password: false, practice: true, settings: { ...settings, ...more }, promise_minutes: 12, bands_minutes: [7, 12, 30, 60], sign_parts: false, word: { promise: { ko: '', en: '' }, scope: { ko: '', en: '' }, hold: { ko: '', en: '' } }, goals: { within_promise: null, real_answer_minutes: null },
    may: { claim: true, take_over: false, manage_accounts: false, manage_employees: false, read_reports: true, resolve_held: false, hand_off: true, close: true, snooze: true, tag: true, ask_opinion: true, write_notes: true, merge: true, bulk: true, manage_tags: false, export: false, see_audit: false, erase_customer: false, see_listening: false, ask_details: true, see_quality: false, mark_answers: false, manage_quality: false, manage_joining: false, propose_tip: true, publish_tip: false }, server_time: new Date().toISOString() });

let answers: Record<string, [number, unknown]>;
let asked: { what: string; body: unknown; csrf: string | undefined }[];
let session: typeof import('./session.svelte');
beforeEach(async () => {
    vi.resetModules();
    localStorage.clear();
    stop_live.mockClear();
    asked = [];
    answers = { 'GET /networks': [200, { items: [{ id: 'n', label: 'The network', text_rule: '', settings_form: [] }] }] };
    vi.stubGlobal('fetch', async (url: string, init: RequestInit & { headers: Record<string, string> }) => {
        const what = `${init.method} ${url.replace('/api/v1', '')}`;
        asked.push({ what, body: init.body ? JSON.parse(init.body as string) : undefined, csrf: init.headers['X-CSRF-Token'] });
        const [status, data] = answers[what] ?? [404, { title: 'no' }];
        return new Response(status === 204 ? null : JSON.stringify(data), { status, headers: { 'Content-Type': 'application/json' } });
    });
    session = await import('./session.svelte');
});
afterEach(() => vi.unstubAllGlobals());

describe('session', () => {
    it('knows that nobody is signed in, and tells that from a failure', async () => {
        answers['GET /me'] = [401, { title: 'sign in' }];
        expect(await session.resume()).toBe(false);
        expect(session.me()).toBeNull();
        expect(() => session.mine()).toThrow();
        answers['GET /me'] = [503, { title: 'busy' }];
        await expect(session.resume()).rejects.toMatchObject({ status: 503 });
    });
    it('takes over the person’s language and theme, and the token for changes', async () => {
        answers['GET /me'] = [200, person('kim', { lang: 'ko', theme: 'dark' })];
        expect(await session.resume()).toBe(true);
        expect([document.documentElement.lang, document.documentElement.dataset.theme]).toEqual(['ko', 'dark']);
        answers['PATCH /me'] = [200, person('kim', { lang: 'en', theme: 'system' })];
        await session.change_settings({ theme: 'system' });
        expect(asked).toContainEqual({ what: 'PATCH /me', body: { theme: 'system' }, csrf: 'c-kim' });
        expect([document.documentElement.lang, document.documentElement.dataset.theme]).toEqual(['en', undefined]);
    });
    it('changes one setting after the other, also when the first fails', async () => {
        answers['GET /me'] = [200, person('kim')];
        await session.resume();
        answers['PATCH /me'] = [503, { title: 'busy' }];
        const first = session.change_settings({ theme: 'dark' });
        first.catch(() => { answers['PATCH /me'] = [200, person('kim', { enter_sends: true })]; });
        const second = session.change_settings({ enter_sends: true });
        expect(asked.filter(({ what }) => what === 'PATCH /me')).toHaveLength(0);
        await expect(first).rejects.toMatchObject({ status: 503 });
        await second;
        expect(asked.filter(({ what }) => what === 'PATCH /me').map(({ body }) => body)).toEqual([{ theme: 'dark' }, { enter_sends: true }]);
        expect(session.mine().settings.enter_sends).toBe(true);
    });
    it('keeps the language chosen on the sign-in screen until the person’s own setting says otherwise', async () => {
        await session.first_look();
        await session.pick_lang('ko');
        await session.take(person('kim'));
        expect(document.documentElement.lang).toBe('ko');
        answers['PATCH /me'] = [200, person('kim', { lang: 'en' })];
        await session.change_settings({ lang: 'en' });
        expect(document.documentElement.lang).toBe('en');
        expect(localStorage.getItem('manyhands.lang')).toBeNull();
    });
    it('shows the theme this browser showed last before anybody is signed in', async () => {
        localStorage.setItem('manyhands.theme', 'light');
        await session.first_look();
        expect(document.documentElement.dataset.theme).toBe('light');
    });
    it('forgets drafts of this machine on signing out, even when the server does not answer', async () => {
        await session.take(person('kim'));
        localStorage.setItem('manyhands.draft.kim.c1', '{"text":"x","at":1}');
        localStorage.setItem('manyhands.theme', 'dark');
        answers['DELETE /session'] = [500, { title: 'broken' }];
        await session.sign_out();
        expect([localStorage.getItem('manyhands.draft.kim.c1'), localStorage.getItem('manyhands.theme')]).toEqual([null, 'dark']);
        expect([session.me(), stop_live.mock.calls.length, location.pathname]).toEqual([null, 1, '/signin']);
    });
    it('stays on the screen when the session ends by itself, with drafts kept', async () => {
        await session.take(person('kim'));
        localStorage.setItem('manyhands.draft.kim.c1', '{"text":"x","at":1}');
        session.lost();
        session.lost();
        expect([session.session_ended(), session.me()?.employee.id, stop_live.mock.calls.length]).toEqual([true, 'kim', 1]);
        expect(localStorage.getItem('manyhands.draft.kim.c1')).not.toBeNull();
        await session.take(person('kim'));
        expect(session.session_ended()).toBe(false);
    });
    it('shows that the server only reads for as long as it says so', async () => {
        await session.take(person('kim'));
        expect(session.read_only()).toBe(false);
        session.set_read_only(true);
        expect(session.read_only()).toBe(true);
        answers['PATCH /me'] = [200, person('kim')];  // a change went through: then it can be
        await session.change_settings({ theme: 'dark' });
        expect(session.read_only()).toBe(false);
    });
    it('names networks by the server’s words, asked once a language', async () => {
        const { network_name } = await import('./networks.svelte');
        expect(network_name('n')).toBe('n');
        await session.take(person('kim', { lang: 'en' }));
        await session.take(person('kim', { lang: 'en' }));
        await vi.waitFor(() => expect(network_name('n')).toBe('The network'));
        expect(asked.filter(({ what }) => what === 'GET /networks')).toHaveLength(1);
        await session.take(person('kim', { lang: 'ko' }));
        expect(asked.filter(({ what }) => what === 'GET /networks')).toHaveLength(2);
    });
});
