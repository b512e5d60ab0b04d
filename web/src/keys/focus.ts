// The keyboard never falls off the page. When what had the focus goes away (a dialog's opener, a conversation that was
// closed, a whole screen), the focus goes to what stands for the place where it was: the conversation, the open row of
// the list, the screen. Only for those who work by keyboard: a hand that clicks needs no ring on the screen.
let by_keyboard = false;
let was_in: readonly Element[] = [];      // what had the focus last, and what that stood in, innermost first

export const is_lost = (): boolean => document.activeElement === null || document.activeElement === document.body;
// In a field or a layer: nobody takes it from there. Any other place may be where rescue() has put it.
export const is_taken = (): boolean => document.activeElement?.closest('input, textarea, select, dialog, [popover]') != null;
const can_hold = (element: Element): element is HTMLElement =>
    element instanceof HTMLElement && element.isConnected && !element.closest('[inert], [hidden]') && !element.matches(':disabled') && element.getClientRects().length > 0;

const row = (): HTMLElement | null => document.querySelector<HTMLElement>('.list a.case[aria-current]') ?? document.querySelector<HTMLElement>('.list a.case');
// Where one is put; null: wait, what belongs there is still being fetched.
export function home_of(left: readonly Element[]): HTMLElement | null {
    const [exact] = left;
    if (exact && can_hold(exact)) return exact;
    const main = document.querySelector<HTMLElement>('main');
    const there = left.find((one) => one.isConnected && one.matches('main, aside, .list, nav'));
    if (there?.matches('aside, nav') && can_hold(there)) return (there.querySelector<HTMLElement>('a[href][aria-current], a[href], button'));
    if (there && there === main) {
        if (main.inert || main.getAttribute('aria-busy') === 'true') return null;
        return main.querySelector<HTMLElement>('.posts') ?? main;
    }
    if (document.querySelector('.list')) {
        if (document.querySelector('.list .bones')) return null;
        const found = row();
        if (found && can_hold(found)) return found;
    }
    return main && can_hold(main) ? main : null;
}
export function rescue(): void {
    if (!by_keyboard || !is_lost()) return;
    const layer = [...document.querySelectorAll<HTMLElement>('dialog[open], [popover]:popover-open')].at(-1);
    const home = layer ? [...layer.querySelectorAll<HTMLElement>('.inside :is(input, select, textarea, button, a[href]), input, button, a[href]')].find(can_hold) : home_of(was_in);
    if (!home) return;
    if (home.tabIndex < 0 && !home.hasAttribute('tabindex')) home.tabIndex = -1;
    home.focus({ preventScroll: home.matches('main') });
}

let looking = false;
// The browser notices that what is disabled or inert cannot hold the focus when it draws: so look after that.
function look(): void {
    if (looking || !by_keyboard) return;
    looking = true;
    requestAnimationFrame(() => requestAnimationFrame(() => {
        looking = false;
        rescue();
    }));
}
export function start_focus(root: Element): void {
    addEventListener('keydown', () => { by_keyboard = true; look(); }, true);
    addEventListener('pointerdown', () => { by_keyboard = false; }, true);
    addEventListener('focusin', (event) => {
        const chain: Element[] = [];
        for (let at = event.target as Element | null; at && at !== document.body; at = at.parentElement) chain.push(at);
        was_in = chain;
    });
    new MutationObserver(look).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled', 'inert', 'hidden', 'open', 'aria-busy'] });
}
