// The words of the settings come with the settings, those of listening, of reports and so on with theirs: whoever only
// answers never loads them. Apart from the catalogue, so that the quick answer's page does not even name them.
import { add_words, type Loaders } from './i18n.svelte';

type Extra = 'hold' | 'admin' | 'listening' | 'report' | 'forms' | 'quality' | 'approvals' | 'setup' | 'actions' | 'join' | 'tips' | 'thanks' | 'card' | 'honour' | 'know';
const loaders: Record<Extra, Loaders> = {
    hold: { ko: () => import('../../../locales/ko/hold_screen.json'), en: () => import('../../../locales/en/hold_screen.json') },
    admin: { ko: () => import('../../../locales/ko/admin.json'), en: () => import('../../../locales/en/admin.json') },
    report: { ko: () => import('../../../locales/ko/report_screen.json'), en: () => import('../../../locales/en/report_screen.json') },
    forms: { ko: () => import('../../../locales/ko/form_screen.json'), en: () => import('../../../locales/en/form_screen.json') },
    listening: { ko: () => import('../../../locales/ko/listening_screen.json'), en: () => import('../../../locales/en/listening_screen.json') },
    approvals: { ko: () => import('../../../locales/ko/approval_screen.json'), en: () => import('../../../locales/en/approval_screen.json') },
    setup: { ko: () => import('../../../locales/ko/setup_screen.json'), en: () => import('../../../locales/en/setup_screen.json') },
    thanks: { ko: () => import('../../../locales/ko/thanks_screen.json'), en: () => import('../../../locales/en/thanks_screen.json') },
    card: { ko: () => import('../../../locales/ko/card_screen.json'), en: () => import('../../../locales/en/card_screen.json') },
    tips: { ko: () => import('../../../locales/ko/tip_screen.json'), en: () => import('../../../locales/en/tip_screen.json') },
    honour: { ko: () => import('../../../locales/ko/honour_screen.json'), en: () => import('../../../locales/en/honour_screen.json') },
    know: { ko: () => import('../../../locales/ko/know_screen.json'), en: () => import('../../../locales/en/know_screen.json') },
    join: { ko: () => import('../../../locales/ko/join_screen.json'), en: () => import('../../../locales/en/join_screen.json') },
    actions: { ko: () => import('../../../locales/ko/action_screen.json'), en: () => import('../../../locales/en/action_screen.json') },
    quality: { ko: () => import('../../../locales/ko/quality_screen.json'), en: () => import('../../../locales/en/quality_screen.json') },
};
export const load_words = (which: Extra): Promise<void> => add_words(loaders[which]);
