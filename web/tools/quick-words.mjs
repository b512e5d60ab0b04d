// The quick answer's own catalogue: its sentences and those of the small parts it shares, and nothing of the settings or
// the reports. One virtual module a language.
import { readFileSync } from 'node:fs';

export const kShared = ['web.time.', 'web.clock.', 'web.lang.', 'web.problem.', 'web.common.', 'web.post.', 'web.practice.', 'web.compose.left', 'web.compose.over', 'web.compose.counter', 'web.app.ended', 'web.signin.go', 'web.note.inside', 'web.lint.why'];

export function words(lang) {
    const read = (name) => JSON.parse(readFileSync(new URL(`../../locales/${lang}/${name}.json`, import.meta.url), 'utf8'));
    const shared = Object.entries(read('web')).filter(([key]) => kShared.some((start) => key.startsWith(start)));
    return { ...Object.fromEntries(shared), ...read('quick') };
}
export function quick_words() {
    const kName = /^virtual:quick-words\/(ko|en)$/;
    return {
        name: 'quick-words',
        resolveId: (id) => (kName.test(id) ? `\0${id}` : null),
        load(id) {
            const lang = kName.exec(id.replace('\0', ''))?.[1];
            return lang ? `export default ${JSON.stringify(words(lang))};` : null;
        },
    };
}
