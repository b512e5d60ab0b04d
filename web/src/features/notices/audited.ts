// What the notices of the quality audit say: until when one may appeal, which answer, of how many. "<instant> <id> <count>", or
// the answer's id alone.
export function audited(excerpt: string): { end: number; answer: string; count: number } {
    const parts = excerpt.split(' ');
    return parts.length < 3 ? { end: 0, answer: parts[0] ?? '', count: 1 } : { end: Date.parse(parts[0]!), answer: parts[1]!, count: Number(parts[2]) };
}
// Days that are left, the begun one among them; 0: none.
export const days_left = (end: number, now: number): number => Math.max(0, Math.ceil((end - now) / 86_400_000));
