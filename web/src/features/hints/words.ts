// The words of hints come with them.
import { add_words } from '../../i18n/i18n.svelte';

export const load = (): Promise<void> => add_words({ ko: () => import('../../../../locales/ko/hint_card.json'), en: () => import('../../../../locales/en/hint_card.json') });
