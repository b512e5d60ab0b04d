import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, configure, get, request, send } from './client';

type Call = { url: string; init: RequestInit & { headers: Record<string, string> } };
function answer(make: () => Response | Promise<Response>): Call[] {
    const calls: Call[] = [];
    vi.stubGlobal('fetch', async (url: string, init: Call['init']) => {
        calls.push({ url, init });
        return make();
    });
    return calls;
}
const json = (data: unknown, status = 200, type = 'application/json') => new Response(JSON.stringify(data), { status, headers: { 'Content-Type': type } });
afterEach(() => vi.unstubAllGlobals());

describe('client', () => {
    it('sends the CSRF token with everything but GET, and the language always', async () => {
        configure({ csrf: 'c-1', language: 'ko' });
        const calls = answer(() => json({ ok: 1 }));
        await get('/me');
        await send('POST', '/presence', { typing: true });
        expect(calls[0]!.url).toBe('/api/v1/me');
        expect(calls[0]!.init.headers['X-CSRF-Token']).toBeUndefined();
        expect(calls[0]!.init.headers['Accept-Language']).toBe('ko');
        expect(calls[1]!.init.headers).toMatchObject({ 'X-CSRF-Token': 'c-1', 'Content-Type': 'application/json' });
        expect(calls[1]!.init.body).toBe('{"typing":true}');
    });
    it('hands on headers of its caller and gives back those of the answer', async () => {
        const calls = answer(() => new Response('{"a":1}', { headers: { 'Content-Type': 'application/json', ETag: '"4"' } }));
        const { data, headers } = await request<{ a: number }>('POST', '/x', { body: {}, headers: { 'If-Match': '"3"', 'Idempotency-Key': 'k' } });
        expect(calls[0]!.init.headers).toMatchObject({ 'If-Match': '"3"', 'Idempotency-Key': 'k' });
        expect([data.a, headers.get('ETag')]).toEqual([1, '"4"']);
    });
    it('makes a problem an ApiError with what the server said', async () => {
        answer(() => json({ type: 'urn:manyhands:problem:stale', title: '그사이 새 글이 올라왔습니다.', status: 412, request_id: 'r' }, 412, 'application/problem+json'));
        const error = await send('POST', '/x').then(() => null, (found: unknown) => found) as ApiError;
        expect(error).toBeInstanceOf(ApiError);
        expect([error.status, error.problem?.title, error.message, error.offline]).toEqual([412, '그사이 새 글이 올라왔습니다.', '그사이 새 글이 올라왔습니다.', false]);
    });
    it('survives an error page that is no JSON, and broken JSON', async () => {
        answer(() => new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } }));
        await expect(get('/x')).rejects.toMatchObject({ status: 502, problem: null });
        answer(() => new Response('{', { status: 500, headers: { 'Content-Type': 'application/json' } }));
        await expect(get('/x')).rejects.toMatchObject({ status: 500, problem: null });
    });
    it('calls a lost connection offline, and lets an abort be an abort', async () => {
        answer(() => { throw new TypeError('failed to fetch'); });
        await expect(get('/x')).rejects.toMatchObject({ status: 0, offline: true });
        answer(() => { throw new DOMException('stop', 'AbortError'); });
        await expect(get('/x')).rejects.toMatchObject({ name: 'AbortError' });
    });
    it('takes 204 as nothing', async () => {
        answer(() => new Response(null, { status: 204 }));
        expect(await send('DELETE', '/session')).toBeNull();
    });
    it('tells that the server only reads for now, until a change goes through', async () => {
        const told = vi.fn();
        configure({ on_read_only: told });
        answer(() => json({ type: 'urn:manyhands:problem:storage.disk_full', title: 'x', status: 503 }, 503, 'application/problem+json'));
        await send('POST', '/x').catch(() => {});
        expect(told).toHaveBeenLastCalledWith(true);
        answer(() => json({ type: 'urn:manyhands:problem:busy', title: 'x', status: 503 }, 503, 'application/problem+json'));
        await send('POST', '/x').catch(() => {});
        answer(() => json({}));
        await get('/x');
        await send('POST', '/presence');
        expect(told).toHaveBeenCalledTimes(1);
        await send('POST', '/x');
        expect(told).toHaveBeenLastCalledWith(false);
    });
    it('tells when the session has ended, but not when a sign-in is refused', async () => {
        const ended = vi.fn();
        configure({ on_signed_out: ended });
        answer(() => json({ title: 'no' }, 401, 'application/problem+json'));
        await get('/conversations').catch(() => {});
        expect(ended).toHaveBeenCalledTimes(1);
        await send('POST', '/session', {}).catch(() => {});
        await send('POST', '/session/link', {}).catch(() => {});
        expect(ended).toHaveBeenCalledTimes(1);
    });
});
