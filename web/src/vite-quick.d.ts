declare module 'virtual:quick-words/ko' {
    const words: Record<string, string>;
    export default words;
}
declare module 'virtual:quick-words/en' {
    const words: Record<string, string>;
    export default words;
}
declare module '*/tools/quick-words.mjs' {
    export function words(lang: 'ko' | 'en'): Record<string, string>;
    export function quick_words(): import('vite').Plugin;
}
declare module 'virtual:text-rules/counting' {
    const data: Pick<typeof import('../../model-data/text-rules.json'), 'rules' | 'emoji'>;
    export default data;
}
declare module 'virtual:text-rules/links' {
    const data: (typeof import('../../model-data/text-rules.json'))['links'];
    export default data;
}
declare module '*/tools/text-rules.mjs' {
    export function text_rules(): import('vite').Plugin;
}
