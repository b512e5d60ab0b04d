// The words of notifications: whoever does not look at them never loads these.
import { add_words, type Loaders } from '../../i18n/i18n.svelte';

const kWords: Loaders = { ko: () => import('../../../../locales/ko/reach_screen.json'), en: () => import('../../../../locales/en/reach_screen.json') };
export const load = (): Promise<void> => add_words(kWords);
