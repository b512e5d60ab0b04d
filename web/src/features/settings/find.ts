// The search box over all settings: every word must be in the label, the explanation, the section or the key.
export interface Findable { key: string; label: string; hint: string; section_label: string }
export function found_in<T extends Findable>(items: T[], text: string): T[] {
    const words = text.normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean);
    return items.filter((one) => {
        const all = `${one.key} ${one.label} ${one.hint} ${one.section_label}`.normalize('NFC').toLowerCase();
        return words.every((word) => all.includes(word));
    });
}
