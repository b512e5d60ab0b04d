// What the page of a join link decides by itself.
export const allowed = (email: string, domains: string[]): boolean => {
    const domain = email.trim().toLowerCase().split('@')[1] ?? '';
    return domains.length === 0 || domains.includes(domain);
};
// A browser that waits asks often at first and then less: who stands beside the lead is in at once, who goes home
// costs nothing.
export const wait_ms = (asked: number): number => (asked < 20 ? 3_000 : asked < 60 ? 10_000 : 60_000);
