// The words of the first minutes: whoever is through with them never loads these.
import { add_words, type Loaders } from '../../i18n/i18n.svelte';

const kWords: Loaders = { ko: () => import('../../../../locales/ko/first_screen.json'), en: () => import('../../../../locales/en/first_screen.json') };
export const load = (): Promise<void> => add_words(kWords);
