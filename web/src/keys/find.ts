// What the palette offers for what is typed: every word must occur; a match at the start of a word comes first. Hangul
// is compared by jamo, so that '받은ㅎ' (in the middle of typing) already finds 받은함.
const jamo = (text: string): string => text.normalize('NFD').toLowerCase()
    // Compatibility jamo (what a keyboard gives for a lone consonant) to leading ones.
    .replace(/[ㄱ-ㅎ]/g, (char) => char.normalize('NFKD'));

export function find<T>(list: readonly T[], query: string, text_of: (item: T) => string): T[] {
    const words = jamo(query).split(/\s+/).filter(Boolean);
    if (words.length === 0) return [...list];
    return list.map((item, i) => {
        const text = jamo(text_of(item));
        let rank = 0;
        for (const word of words) {
            const at = text.indexOf(word);
            if (at < 0) return null;
            rank += at === 0 ? 0 : /\s/.test(text[at - 1] ?? '') ? 1 : 2;
        }
        return { item, rank, i };
    }).filter((one) => one !== null).sort((a, b) => a.rank - b.rank || a.i - b.i).map((one) => one.item);
}
