// The typed catalogue. t('web.inbox.title') is checked against the English file at compile time; the two files hold
// the same keys (a test). Changing the language re-renders: what t() reads is reactive.
import type actions from '../../../locales/en/action_screen.json';
import type card from '../../../locales/en/card_screen.json';
import type thanks from '../../../locales/en/thanks_screen.json';
import type admin from '../../../locales/en/admin.json';
import type approvals from '../../../locales/en/approval_screen.json';
import type first from '../../../locales/en/first_screen.json';
import type forms from '../../../locales/en/form_screen.json';
import type honour from '../../../locales/en/honour_screen.json';
import type hint_card from '../../../locales/en/hint_card.json';
import type hold from '../../../locales/en/hold_screen.json';
import type inbox from '../../../locales/en/inbox.json';
import type join from '../../../locales/en/join_screen.json';
import type know from '../../../locales/en/know_screen.json';
import type listening from '../../../locales/en/listening_screen.json';
import type report from '../../../locales/en/report_screen.json';
import type quality from '../../../locales/en/quality_screen.json';
import type reach from '../../../locales/en/reach_screen.json';
import type setup from '../../../locales/en/setup_screen.json';
import type quick from '../../../locales/en/quick.json';
import type tip_card from '../../../locales/en/tip_card.json';
import type tips from '../../../locales/en/tip_screen.json';
import type en from '../../../locales/en/web.json';
import type { Lang } from '../api/types';
import { number_in } from '../time/format';
import { fill, type Args } from './format';

export type Key = keyof typeof en | keyof typeof card | keyof typeof know | keyof typeof reach | keyof typeof honour | keyof typeof thanks | keyof typeof actions | keyof typeof inbox | keyof typeof admin | keyof typeof quick | keyof typeof listening | keyof typeof report | keyof typeof forms | keyof typeof hold | keyof typeof quality | keyof typeof approvals | keyof typeof setup | keyof typeof join | keyof typeof tips | keyof typeof tip_card | keyof typeof hint_card | keyof typeof first;
type Stem<K> = K extends `${infer S}.other` ? S : never;
export type CountKey = Stem<Key>;

let current = $state.raw<{ lang: Lang; messages: Record<string, string> }>({ lang: 'en', messages: {} });

export type Loaders = Record<Lang, () => Promise<{ default: Record<string, string> }>>;
let loaders: Loaders = {
    ko: () => import('./ko'),
    en: () => import('./en'),
};

// What screens bring with them (extras.ts).
const extras = new Set<Loaders>();
export async function add_words(own: Loaders): Promise<void> {
    if (extras.has(own)) return loading;
    extras.add(own);
    try {
        await set_lang(current.lang);
    } catch (error) {
        extras.delete(own);
        throw error;
    }
}
// A page with fewer words brings its own catalogue.
export function use_catalogue(own: Loaders): void { loaders = own; }

export function browser_lang(): Lang {
    const list = typeof navigator === 'undefined' ? [] : navigator.languages;
    for (const name of list) {
        if (name.toLowerCase().startsWith('ko')) return 'ko';
        if (name.toLowerCase().startsWith('en')) return 'en';
    }
    return 'en';
}

// Two screens may fetch theirs at once: the newest call asks for all of them, and an older one must not undo it.
let loading: Promise<void> | undefined;
let asked = 0;
export const set_lang = (lang: Lang): Promise<void> => (loading = read_words(lang));
async function read_words(lang: Lang): Promise<void> {
    const mine = ++asked;
    const modules = await Promise.all([loaders, ...extras].map((one) => one[lang]()));
    if (mine !== asked) return loading;
    current = { lang, messages: Object.assign({}, ...modules.map((one) => one.default)) as Record<string, string> };
    if (typeof document !== 'undefined') document.documentElement.lang = lang;
}

export const lang = (): Lang => current.lang;

export function t(key: Key, args?: Args): string {
    return fill(current.messages[key] ?? key, args);
}
// A key that is only known while running (an event's name, a role): null when the catalogue lacks it.
export function maybe(key: string, args?: Args): string | null {
    const message = current.messages[key];
    return message === undefined ? null : fill(message, args);
}
const plurals = { ko: new Intl.PluralRules('ko'), en: new Intl.PluralRules('en') };
export const number = (n: number): string => number_in(lang(), n);
// Messages with a number in them: <key>.one and <key>.other.
export function tn(key: CountKey, n: number, args?: Args): string {
    const messages = current.messages;
    const form = messages[`${key}.${plurals[lang()].select(n)}`] ?? messages[`${key}.other`] ?? key;
    return fill(form, { n: number(n), ...args });
}
