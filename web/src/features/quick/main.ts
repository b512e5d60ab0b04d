import '../../ui/tokens.css';
import '../../ui/base.css';
import { mount } from 'svelte';
import { first_look } from '../../app/session.svelte';
import { use_catalogue } from '../../i18n/i18n.svelte';
import { start_clock } from '../../time/now.svelte';
import icons from '../../ui/icons.svg?raw';
import Quick from './Quick.svelte';

use_catalogue({ ko: () => import('virtual:quick-words/ko'), en: () => import('virtual:quick-words/en') });
const sprite = document.importNode(new DOMParser().parseFromString(icons, 'image/svg+xml').documentElement, true);
sprite.setAttribute('class', 'sprite');
sprite.setAttribute('aria-hidden', 'true');
document.body.prepend(sprite);
start_clock();
await first_look();
mount(Quick, { target: document.getElementById('app')! });

// The shell opens without a connection; data never passes through the worker.
if ('serviceWorker' in navigator && isSecureContext) {
    navigator.serviceWorker.register('/quick-sw.js', { scope: '/quick' }).then((found) => found.active?.postMessage('renew'), () => {});
}
