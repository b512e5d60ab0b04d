// The History API and nothing else: the path is the state. Clicks on same-origin links are taken over in main.ts.
let path = $state.raw(typeof location === 'undefined' ? '/' : location.pathname);

let search = $state.raw(typeof location === 'undefined' ? '' : location.search);

export const current_search = (): string => search;
export const current_path = (): string => path;

const is_quick = (to: string) => /^\/quick(?:[/?#]|$)/.test(to);
export function navigate(to: string, options: { replace?: boolean } = {}): void {
    if (to === location.pathname + location.search) return;
    // The quick answer is a page of its own.
    if (is_quick(to)) {
        if (options.replace) location.replace(to);
        else location.assign(to);
        return;
    }
    if (options.replace) history.replaceState(null, '', to);
    else history.pushState(null, '', to);
    path = location.pathname;
    search = location.search;
}

// '/inbox/:view/:id?' against '/inbox/queue/01H' -> {view, id}; null when it does not match.
export function match(pattern: string, at: string): Record<string, string> | null {
    const want = pattern.split('/').filter(Boolean);
    const have = at.split('/').filter(Boolean);
    if (have.length > want.length) return null;
    const found: Record<string, string> = {};
    for (const [i, part] of want.entries()) {
        const value = have[i];
        if (part.startsWith(':')) {
            const optional = part.endsWith('?');
            if (value === undefined) {
                if (!optional) return null;
                continue;
            }
            try {
                found[part.slice(1, optional ? -1 : undefined)] = decodeURIComponent(value);
            } catch {
                return null;
            }
        } else if (part !== value) return null;
    }
    return found;
}

export function start_router(): void {
    addEventListener('popstate', () => { path = location.pathname; search = location.search; });
    document.addEventListener('click', (event) => {
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        const link = (event.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
        if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
        if (is_quick(link.pathname) || link.pathname.startsWith('/api/') || (link.hash && link.pathname === location.pathname)) return;
        event.preventDefault();
        navigate(link.pathname + link.search);
    });
}
