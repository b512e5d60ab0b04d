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
