// Keeps the shell of the quick answer, so that it opens without a connection. Never data: nothing under /api/ passes
// through here, and nothing but the page and its own hashed files is kept.
const kCache = 'manyhands-quick-1';
const kPage = '/quick';

// What the page names, and what those scripts name in turn.
async function fill(cache, page) {
    const seen = new Set();
    const wanted = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]);
    while (wanted.length > 0) {
        const path = wanted.pop();
        if (seen.has(path)) continue;
        seen.add(path);
        let response = await cache.match(path);
        if (!response) {
            response = await fetch(path);
            if (!response.ok) continue;
            await cache.put(path, response.clone());
        }
        if (!path.endsWith('.js')) continue;
        const text = await response.clone().text();
        for (const match of text.matchAll(/["'`](?:\.\/|assets\/|\/assets\/)([\w-]+-[\w-]{8,}\.(?:js|css))["'`]/g)) wanted.push(`/assets/${match[1]}`);
    }
    // What an older version left behind.
    for (const request of await cache.keys()) {
        const path = new URL(request.url).pathname;
        if (path !== kPage && !seen.has(path)) await cache.delete(request);
    }
}
async function renew() {
    const cache = await caches.open(kCache);
    const response = await fetch(kPage, { cache: 'no-store' });
    if (!response.ok) return;
    const page = await response.clone().text();
    await cache.put(kPage, response);
    await fill(cache, page);
}

self.addEventListener('install', (event) => {
    event.waitUntil(renew().then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => {
    event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith('manyhands-quick-') && name !== kCache).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});
self.addEventListener('message', (event) => {
    if (event.data === 'renew') event.waitUntil(renew().catch(() => {}));
});
self.addEventListener('fetch', (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== 'GET' || url.origin !== location.origin) return;
    if (event.request.mode === 'navigate' && url.pathname === kPage) {
        event.respondWith(fetch(event.request).catch(async () => (await caches.match(kPage)) ?? Response.error()));
    } else if (url.pathname.startsWith('/assets/')) {
        event.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetch(event.request)));
    }
});

// A question waits. What the server says is shown as it is; a message that cannot be read still says something, because a
// browser takes the subscription away from a page that stays silent.
self.addEventListener('push', (event) => {
    let said = {};
    try { said = event.data?.json() ?? {}; } catch { /* nothing that we sent */ }
    const text = (value) => (typeof value === 'string' ? value : '');
    event.waitUntil(self.registration.showNotification(text(said.title) || 'Manyhands', {
        body: text(said.body), lang: text(said.lang) || undefined, tag: text(said.tag) || 'manyhands', renotify: true,
        icon: '/quick-icon-192.png', badge: '/quick-icon-192.png', data: { url: text(said.url) },
    }));
});
self.addEventListener('notificationclick', (event) => {
    event.notification.close();
    // Only ever to a page of ours.
    const url = new URL(event.notification.data?.url || kPage, location.origin);
    const where = url.origin === location.origin && url.pathname === kPage ? url.href : new URL(kPage, location.origin).href;
    event.waitUntil(self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then(async (all) => {
        const open = all.find((one) => new URL(one.url).pathname === kPage);
        if (open) await open.focus();
        else await self.clients.openWindow(where);
    }));
});
