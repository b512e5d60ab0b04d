// Which rows of a list with one fixed row height are drawn. Pure.
export interface Window { first: number; last: number; before_px: number; total_px: number }   // rows [first, last)

export function visible(count: number, row_px: number, top_px: number, height_px: number, spare = 6): Window {
    const first = Math.max(0, Math.min(count, Math.floor(Math.max(0, top_px) / row_px) - spare));
    const last = Math.min(count, Math.ceil((Math.max(0, top_px) + height_px) / row_px) + spare);
    return { first, last: Math.max(first, last), before_px: first * row_px, total_px: count * row_px };
}
// Where to scroll so that row `index` is wholly seen; null when it already is.
export function scroll_to(index: number, row_px: number, top_px: number, height_px: number): number | null {
    const from = index * row_px;
    if (from < top_px) return from;
    if (from + row_px > top_px + height_px) return from + row_px - height_px;
    return null;
}
