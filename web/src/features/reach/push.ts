// This browser and pushes: whether it can take them, and asking it to. Everything it needs comes in, so that a test can
// stand in for a push service that only exists outside.
import type { DeviceToAdd } from '../../api/nudges';

export interface Around {
    push: { getSubscription(): Promise<PushSubscription | null>; subscribe(options: PushSubscriptionOptionsInit): Promise<PushSubscription> } | null;
    permission: NotificationPermission | null;
    ask: () => Promise<NotificationPermission>;
    agent: string;
    touch: number;        // fingers that the screen feels
    standalone: boolean;  // opened from the home screen
}
// install: iOS gives pushes only to what stands on the home screen.
export type Ability = 'on' | 'off' | 'denied' | 'install' | 'none';

const is_ios = (agent: string, touch: number): boolean => /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touch > 1);
export async function ability(around: Around): Promise<Ability> {
    if (is_ios(around.agent, around.touch) && !around.standalone) return 'install';
    if (!around.push || around.permission === null) return 'none';
    if (around.permission === 'denied') return 'denied';
    return around.permission === 'granted' && await around.push.getSubscription() ? 'on' : 'off';
}
export function bytes_of(base64url: string): Uint8Array<ArrayBuffer> {
    const text = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(text, (c) => c.charCodeAt(0));
}
const text_of = (bytes: ArrayBuffer | null): string => btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

const kBrowsers: [RegExp, string][] = [[/SamsungBrowser/, 'Samsung Internet'], [/Whale/, 'Whale'], [/Edg/, 'Edge'], [/OPR/, 'Opera'], [/Firefox|FxiOS/, 'Firefox'], [/Chrome|CriOS/, 'Chrome'], [/Safari/, 'Safari']];
const kSystems: [RegExp, string][] = [[/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/CrOS/, 'ChromeOS'], [/Macintosh/, 'Mac'], [/Linux/, 'Linux']];
export function device_name(agent: string): string {
    const first = (list: [RegExp, string][]) => list.find(([sign]) => sign.test(agent))?.[1];
    return [first(kBrowsers), first(kSystems)].filter(Boolean).join(', ');
}
export const as_device = (one: PushSubscription, agent: string): DeviceToAdd => ({ endpoint: one.endpoint, p256dh: text_of(one.getKey('p256dh')), auth: text_of(one.getKey('auth')), name: device_name(agent) });

// A subscription that was made for another key (the server was set up anew) tells nothing any more: it is made again.
async function subscribed(push: NonNullable<Around['push']>, key: Uint8Array<ArrayBuffer>): Promise<PushSubscription> {
    const options = { userVisibleOnly: true, applicationServerKey: key };
    const had = await push.getSubscription();
    if (had && text_of(had.options?.applicationServerKey ?? null) !== text_of(key.buffer)) await had.unsubscribe();
    return push.subscribe(options);
}
// Nothing when the person said no.
export async function switch_on(around: Around, application_key: string): Promise<DeviceToAdd | null> {
    if (!around.push || await around.ask() !== 'granted') return null;
    return as_device(await subscribed(around.push, bytes_of(application_key)), around.agent);
}
export async function switch_off(around: Around): Promise<void> {
    await (await around.push?.getSubscription())?.unsubscribe();
}

// This browser, with the worker of the quick answer.
export async function here(): Promise<Around> {
    const worker = 'serviceWorker' in navigator && isSecureContext ? await navigator.serviceWorker.register('/quick-sw.js', { scope: '/quick' }).catch(() => null) : null;
    return {
        push: worker && 'pushManager' in worker ? worker.pushManager : null,
        permission: 'Notification' in globalThis ? Notification.permission : null,
        ask: () => Notification.requestPermission(),
        agent: navigator.userAgent,
        touch: navigator.maxTouchPoints,
        standalone: matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true,
    };
}
