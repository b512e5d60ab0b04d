// Every shortcut, once: bindings, the ? sheet, the palette and the tooltips all read this list, so they cannot disagree.
// Matched by the physical key first: with the Korean IME on, the J key says 'ㅓ'.
import type { Key } from '../i18n/i18n.svelte';

export interface Shortcut {
    id: ActionId;
    label: Key;
    // 'J', 'Shift+X', 'Mod+K', 'Alt+Enter', 'G I' (two keys in turn), 'Enter', '/', '?'; none: in the palette and the menus only
    keys: string[];
    group: 'list' | 'conversation' | 'composer' | 'listening' | 'go' | 'all';
    in_field?: boolean;       // works while typing
    palette?: boolean;        // offered in the palette
}
export type ActionId =
    | 'next' | 'previous' | 'open' | 'fresh' | 'answer' | 'claim' | 'hand_off' | 'close' | 'undo' | 'send_now' | 'send' | 'leave'
    | 'search' | 'select' | 'select_range' | 'select_all' | 'views' | 'snooze' | 'tag' | 'note' | 'opinion' | 'merge' | 'split' | 'details' | 'erase' | 'go_notices'
    | 'go_inbox' | 'go_mine' | 'go_reports' | 'go_settings' | 'palette' | 'sheet' | 'side' | 'preview'
    | 'new_query' | 'try_query' | 'save_query' | 'take_suggestion' | 'mark_ours' | 'mark_noise' | 'mark_back' | 'go_listening' | 'go_quality' | 'go_promised' | 'go_tips' | 'go_honour';

export const kShortcuts: readonly Shortcut[] = [
    { id: 'next', label: 'web.key.next', keys: ['J'], group: 'list' },
    { id: 'previous', label: 'web.key.previous', keys: ['K'], group: 'list' },
    { id: 'open', label: 'web.key.open', keys: ['O', 'Enter'], group: 'list' },
    { id: 'fresh', label: 'web.key.fresh', keys: ['.'], group: 'list', palette: true },
    { id: 'select', label: 'inbox.key.select', keys: ['X'], group: 'list' },
    { id: 'select_range', label: 'inbox.key.select_range', keys: ['Shift+X'], group: 'list' },
    { id: 'select_all', label: 'inbox.key.select_all', keys: ['Shift+A'], group: 'list', palette: true },
    { id: 'search', label: 'inbox.key.search', keys: ['/'], group: 'list', palette: true },
    { id: 'views', label: 'inbox.key.views', keys: ['V'], group: 'list', palette: true },
    { id: 'claim', label: 'web.key.claim', keys: ['C'], group: 'conversation', palette: true },
    { id: 'answer', label: 'web.key.answer', keys: ['R'], group: 'conversation', palette: true },
    { id: 'hand_off', label: 'web.key.hand_off', keys: ['H'], group: 'conversation', palette: true },
    { id: 'close', label: 'web.key.close', keys: ['E'], group: 'conversation', palette: true },
    { id: 'snooze', label: 'inbox.key.snooze', keys: ['S'], group: 'conversation', palette: true },
    { id: 'note', label: 'inbox.key.note', keys: ['N'], group: 'conversation', palette: true },
    { id: 'tag', label: 'inbox.key.tag', keys: ['T'], group: 'conversation', palette: true },
    { id: 'opinion', label: 'inbox.key.opinion', keys: [], group: 'conversation', palette: true },
    { id: 'merge', label: 'inbox.key.merge', keys: [], group: 'conversation', palette: true },
    { id: 'split', label: 'inbox.key.split', keys: [], group: 'conversation', palette: true },
    { id: 'details', label: 'inbox.key.details', keys: [], group: 'conversation', palette: true },
    { id: 'erase', label: 'inbox.key.erase', keys: [], group: 'conversation', palette: true },
    { id: 'side', label: 'web.key.side', keys: ['I'], group: 'conversation', palette: true },
    { id: 'undo', label: 'web.key.undo', keys: ['Z'], group: 'conversation', palette: true },
    { id: 'send', label: 'web.key.send', keys: ['Mod+Enter'], group: 'composer', in_field: true },
    { id: 'preview', label: 'web.key.preview', keys: ['P'], group: 'composer', palette: true },
    { id: 'leave', label: 'web.key.leave', keys: ['Escape'], group: 'composer', in_field: true },
    { id: 'new_query', label: 'web.key.new_query', keys: ['N'], group: 'listening', palette: true },
    { id: 'try_query', label: 'web.key.try_query', keys: ['Mod+Enter'], group: 'listening', in_field: true, palette: true },
    { id: 'save_query', label: 'web.key.save_query', keys: ['Mod+S'], group: 'listening', in_field: true, palette: true },
    { id: 'take_suggestion', label: 'web.key.take_suggestion', keys: ['Alt+Enter'], group: 'listening', in_field: true },
    { id: 'mark_ours', label: 'web.key.mark_ours', keys: ['O'], group: 'listening' },
    { id: 'mark_noise', label: 'web.key.mark_noise', keys: ['N'], group: 'listening' },
    { id: 'mark_back', label: 'web.key.mark_back', keys: ['U'], group: 'listening' },
    { id: 'go_inbox', label: 'web.key.go_inbox', keys: ['G I'], group: 'go', palette: true },
    { id: 'go_mine', label: 'web.key.go_mine', keys: ['G M'], group: 'go', palette: true },
    { id: 'go_notices', label: 'inbox.key.go_notices', keys: ['G N'], group: 'go', palette: true },
    { id: 'go_reports', label: 'web.key.go_reports', keys: ['G R'], group: 'go', palette: true },
    { id: 'go_listening', label: 'web.key.go_listening', keys: ['G Q'], group: 'go', palette: true },
    { id: 'go_quality', label: 'web.key.go_quality', keys: ['G A'], group: 'go', palette: true },
    { id: 'go_promised', label: 'web.key.go_promised', keys: ['G P'], group: 'go', palette: true },
    { id: 'go_tips', label: 'web.key.go_tips', keys: ['G T'], group: 'go', palette: true },
    { id: 'go_honour', label: 'web.key.go_honour', keys: ['G L'], group: 'go', palette: true },
    { id: 'go_settings', label: 'web.key.go_settings', keys: ['G S'], group: 'go', palette: true },
    { id: 'palette', label: 'web.key.palette', keys: ['Mod+K'], group: 'all', in_field: true },
    { id: 'sheet', label: 'web.key.sheet', keys: ['?'], group: 'all', palette: true },
] as const;

export const kSequenceMs = 2000;

export interface Press { code: string; key: string; ctrl: boolean; meta: boolean; shift: boolean; alt: boolean; composing: boolean; in_field: boolean; at: number }

// One step of a shortcut ('J', 'Mod+Enter', '?') against a key press.
export function matches(step: string, press: Press, mac: boolean): boolean {
    const parts = step.split('+');
    const key = parts.pop()!;
    const mod = mac ? press.meta : press.ctrl;
    const other_mod = mac ? press.ctrl : press.meta;
    if (press.alt !== parts.includes('Alt') || other_mod || mod !== parts.includes('Mod')) return false;
    if (/^[A-Z]$/.test(key)) {
        if (press.shift !== parts.includes('Shift')) return false;
        // The physical key decides; the letter helps on layouts where it sits elsewhere (Dvorak), but never when another
        // Latin letter is on that key.
        const letter = /^[a-z]$/i.test(press.key) ? press.key.toUpperCase() : null;
        return letter !== null ? letter === key : press.code === `Key${key}`;
    }
    if (key === '?') return press.key === '?' || (press.code === 'Slash' && press.shift);
    if (key === '/') return press.key === '/' || (press.code === 'Slash' && !press.shift);
    if (key === '.') return press.key === '.' || press.code === 'Period';
    return press.key === key || press.code === key;
}

// Which action a key press means, given what was pressed just before. Pure: the caller keeps `pending`. A key may mean one
// thing at the desk and another where queries are tried: what nobody offers now (`offered`) is passed over.
export interface Pending { step: string; at: number }
export function resolve(press: Press, pending: Pending | null, options: { mac: boolean; single_keys: boolean; offered?: (id: ActionId) => boolean }):
    { action: ActionId | null; pending: Pending | null } {
    if (press.composing || press.key === 'Process' && press.in_field) return { action: null, pending: null };
    if (pending && press.at - pending.at <= kSequenceMs && !press.in_field) {
        for (const shortcut of kShortcuts) {
            if (options.offered?.(shortcut.id) === false) continue;
            for (const keys of shortcut.keys) {
                const [first, second] = keys.split(' ');
                if (second && first === pending.step && matches(second, press, options.mac)) return { action: shortcut.id, pending: null };
            }
        }
    }
    let begun: Pending | null = null;
    for (const shortcut of kShortcuts) {
        if ((press.in_field && !shortcut.in_field) || options.offered?.(shortcut.id) === false) continue;
        for (const keys of shortcut.keys) {
            const [first, second] = keys.split(' ') as [string, string | undefined];
            const single = /^(Shift\+)?([A-Z]|[./?])$/.test(first);
            if (single && !options.single_keys) continue;
            if (!matches(first, press, options.mac)) continue;
            if (!second) return { action: shortcut.id, pending: null };
            begun = { step: first, at: press.at };
        }
    }
    return { action: null, pending: begun };
}

const kShown: Record<string, string> = { Enter: '↵', ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' };
// How a shortcut is written on this machine: 'Mod+Enter' -> 'Ctrl ↵' or '⌘ ↵'.
export function shown(keys: string, mac: boolean): string {
    return keys.split(' ').map((step) => step.split('+')
        .map((part) => part === 'Mod' ? (mac ? '⌘' : 'Ctrl') : part === 'Alt' && mac ? '⌥' : kShown[part] ?? part).join(' ')).join(' ');
}
export const keys_of = (id: ActionId): string => kShortcuts.find((shortcut) => shortcut.id === id)?.keys[0] ?? '';
