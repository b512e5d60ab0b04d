// Turns key presses into actions. A screen registers what it can do; the newest registration wins, and an action
// without a handler does nothing and is not offered.
import { untrack } from 'svelte';

import { me } from '../app/session.svelte';
import { keys_of, kShortcuts, resolve, shown, type ActionId, type Pending } from './registry';

type Handler = () => void;
const handlers = new Map<ActionId, Handler[]>();
let version = $state.raw(0);
let pending: Pending | null = null;

export const is_mac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

// `anywhere`: the action is not about the conversation on the screen, and works while another is being fetched.
const anywhere_handlers = new WeakSet<Handler>();
export function provide(actions: Partial<Record<ActionId, Handler>>, anywhere = false): () => void {
    const entries = Object.entries(actions) as [ActionId, Handler][];
    for (const [id, handler] of entries) {
        handlers.set(id, [...(handlers.get(id) ?? []), handler]);
        if (anywhere) anywhere_handlers.add(handler);
    }
    version = untrack(() => version) + 1;
    return () => {
        for (const [id, handler] of entries) handlers.set(id, (handlers.get(id) ?? []).filter((one) => one !== handler));
        version = untrack(() => version) + 1;
    };
}
export function can(id: ActionId): boolean {
    void version;
    return (handlers.get(id)?.length ?? 0) > 0;
}
// While another conversation is being fetched, keys that act on the shown one must not reach the one before.
let held = false;
export function hold(on: boolean): void { held = on; }
const acts_on_conversation = (id: ActionId): boolean => {
    const group = kShortcuts.find((one) => one.id === id)?.group;
    return group === 'conversation' || group === 'composer';
};
export function act(id: ActionId): boolean {
    const handler = handlers.get(id)?.at(-1);
    if (held && acts_on_conversation(id) && !(handler && anywhere_handlers.has(handler))) return false;
    handler?.();
    return handler !== undefined;
}
// The key for a tooltip or a button; empty when single-letter keys are switched off.
export function hint(id: ActionId): string {
    const keys = keys_of(id);
    if (!keys) return '';
    if (!/Mod|Alt/.test(keys) && me()?.settings.single_key_shortcuts === false) return '';
    return shown(keys, is_mac);
}

// While a dialog is being fetched no key means anything.
let paused = 0;
export function pause(until: Promise<unknown>): () => void {
    let over = false;
    paused++;
    const end = () => { if (!over) { over = true; paused--; } };
    until.then(end, end);
    return end;
}

function in_field(target: EventTarget | null): boolean {
    const element = target instanceof Element ? target : null;
    return element !== null && element.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]') !== null;
}
export function start_keys(): void {
    addEventListener('keydown', (event) => {
        if (event.defaultPrevented || paused > 0) return;
        // Inside a dialog only the dialog's own keys count.
        if (document.querySelector('dialog[open], [popover]:popover-open') && !(event.ctrlKey || event.metaKey)) { pending = null; return; }
        const on_control = event.target instanceof Element && event.target.closest('a, button, [role=option], summary');
        if (event.key === 'Enter' && on_control && !event.ctrlKey && !event.metaKey) return;
        const result = resolve({ code: event.code, key: event.key, ctrl: event.ctrlKey, meta: event.metaKey, shift: event.shiftKey,
            alt: event.altKey, composing: event.isComposing || event.keyCode === 229 && in_field(event.target),
            in_field: in_field(event.target), at: event.timeStamp }, pending,
            { mac: is_mac, single_keys: me()?.settings.single_key_shortcuts !== false, offered: (id) => (handlers.get(id)?.length ?? 0) > 0 });
        pending = result.pending;
        if (result.action && act(result.action)) event.preventDefault();
    });
}
