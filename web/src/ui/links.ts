// Finds http(s) addresses in a text. Nothing else becomes a link: no javascript:, no data:, no bare domains (what one
// sees must be what one opens).
export interface Piece { text: string; href: string | null }

const kAddress = /https?:\/\/[^\s<>"'`\u0000-\u0020\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;

export function safe_href(address: string): string | null {
    try {
        const url = new URL(address);
        return (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password ? url.href : null;
    } catch {
        return null;
    }
}
export function pieces(text: string): Piece[] {
    const found: Piece[] = [];
    let from = 0;
    for (const match of text.matchAll(kAddress)) {
        // Punctuation at the end belongs to the sentence, not to the address; so do Korean particles.
        const address = match[0].replace(/[.,;:!?)\]}…'"]+$/u, '').replace(/(?<=[\w/])[\uac00-\ud7a3]{1,3}$/u, '');
        const href = safe_href(address);
        if (!href) continue;
        if (match.index > from) found.push({ text: text.slice(from, match.index), href: null });
        found.push({ text: address, href });
        from = match.index + address.length;
    }
    if (from < text.length) found.push({ text: text.slice(from), href: null });
    return found;
}
