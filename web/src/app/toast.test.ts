import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hide_toast, show_toast, toast } from './toast.svelte';

beforeEach(() => { vi.useFakeTimers(); hide_toast(); });
afterEach(() => vi.useRealTimers());
describe('the message at the foot', () => {
    it('goes by itself, and a newer one takes its place for its whole time', () => {
        show_toast({ text: 'one' });
        vi.advanceTimersByTime(11_000);
        show_toast({ text: 'two' });
        vi.advanceTimersByTime(11_000);
        expect(toast()?.text).toBe('two');
        vi.advanceTimersByTime(2000);
        expect(toast()).toBeNull();
    });
    it('stays when it should, and only the one meant is closed', () => {
        const first = show_toast({ text: 'one', ms: null });
        vi.advanceTimersByTime(600_000);
        expect(toast()?.text).toBe('one');
        const second = show_toast({ text: 'two' });
        hide_toast(first);
        expect(toast()?.text).toBe('two');
        hide_toast(second);
        expect(toast()).toBeNull();
    });
});
