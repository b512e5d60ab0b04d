import '../ui/tokens.css';
import '../ui/base.css';
import { mount } from 'svelte';
import { start_focus } from '../keys/focus';
import { start_keys } from '../keys/keys.svelte';
import { start_clock } from '../time/now.svelte';
import icons from '../ui/icons.svg?raw';
import App from './App.svelte';
import { start_router } from './router.svelte';
import { first_look } from './session.svelte';

// The icons, once in the page; <use href="#i-..."> shows them.
const sprite = document.importNode(new DOMParser().parseFromString(icons, 'image/svg+xml').documentElement, true);
sprite.setAttribute('class', 'sprite');
sprite.setAttribute('aria-hidden', 'true');
document.body.prepend(sprite);

start_router();
start_keys();
start_focus(document.body);
start_clock();
await first_look();
mount(App, { target: document.getElementById('app')! });
