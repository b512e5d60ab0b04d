import { describe, expect, it } from 'vitest';
import { ability, as_device, bytes_of, device_name, switch_off, switch_on, type Around } from './push';

const kChrome = 'Mozilla/5.0 (Linux; Android 14; SM-S911N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';
const kIphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
const kMac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15';

// A push service as a browser sees it.
function service(permission: NotificationPermission | null = 'default', answer: NotificationPermission = 'granted') {
    const seen = { asked: 0, unsubscribed: 0, keys: [] as string[] };
    let held: PushSubscription | null = null;
    const around: Around = {
        agent: kChrome, touch: 5, standalone: false, permission,
        ask: async () => { seen.asked++; return answer; },
        push: {
            getSubscription: async () => held,
            subscribe: async (options) => {
                const key = options.applicationServerKey as Uint8Array<ArrayBuffer>;
                seen.keys.push(String.fromCharCode(...key));
                held = { endpoint: `https://push.example/${seen.keys.length}`, options: { applicationServerKey: key.buffer, userVisibleOnly: true },
                    getKey: (name: string) => new TextEncoder().encode(name === 'auth' ? 'auth' : 'key?').buffer as ArrayBuffer,
                    unsubscribe: async () => { seen.unsubscribed++; held = null; return true; } } as unknown as PushSubscription;
                return held;
            },
        },
    };
    return { around, seen };
}

describe('whether this browser takes pushes', () => {
    it('says what is left to do', async () => {
        const { around } = service();
        expect(await ability(around)).toBe('off');
        expect(await ability({ ...around, permission: 'denied' })).toBe('denied');
        expect(await ability({ ...around, permission: null })).toBe('none');
        expect(await ability({ ...around, push: null })).toBe('none');
        expect(await ability({ ...around, permission: 'granted' })).toBe('off');
        await around.push!.subscribe({ applicationServerKey: bytes_of('QQ') });
        expect(await ability({ ...around, permission: 'granted' })).toBe('on');
    });
    it('coaches on iOS only, and only until it stands on the home screen', async () => {
        const { around } = service();
        expect(await ability({ ...around, agent: kIphone, push: null, permission: null })).toBe('install');
        expect(await ability({ ...around, agent: kIphone, standalone: true })).toBe('off');
        expect(await ability({ ...around, agent: kMac, touch: 5 })).toBe('install');   // an iPad that says it is a Mac
        expect(await ability({ ...around, agent: kMac, touch: 0 })).toBe('off');
    });
});
describe('switching pushes on', () => {
    it('gives what the server needs, and nothing when the person said no', async () => {
        const { around, seen } = service();
        const device = await switch_on(around, 'QUJD');
        expect(device).toEqual({ endpoint: 'https://push.example/1', p256dh: 'a2V5Pw', auth: 'YXV0aA', name: 'Chrome, Android' });
        expect(seen.keys).toEqual(['ABC']);
        const no = service('default', 'denied');
        expect(await switch_on(no.around, 'QUJD')).toBeNull();
        expect(no.seen).toEqual({ asked: 1, unsubscribed: 0, keys: [] });
    });
    it('subscribes anew when the server has another key', async () => {
        const { around, seen } = service();
        await switch_on(around, 'QUJD');
        await switch_on(around, 'QUJD');
        expect(seen.unsubscribed).toBe(0);
        expect((await switch_on(around, 'WFla'))!.endpoint).toBe('https://push.example/3');
        expect(seen).toEqual({ asked: 3, unsubscribed: 1, keys: ['ABC', 'ABC', 'XYZ'] });
        await switch_off(around);
        expect(await around.push!.getSubscription()).toBeNull();
    });
    it('names the device as a person would', () => {
        expect(device_name(kIphone)).toBe('Safari, iPhone');
        expect(device_name('')).toBe('');
        expect(as_device({ endpoint: 'x', getKey: () => null } as unknown as PushSubscription, kMac)).toEqual({ endpoint: 'x', p256dh: '', auth: '', name: 'Safari, Mac' });
    });
});
