// Talks to /api/v1. Every failure is an ApiError: a Problem the server described, or "network" when none came.
import type { Problem } from './types';

export class ApiError extends Error {
    readonly status: number;
    readonly problem: Problem | null;
    constructor(status: number, problem: Problem | null) {
        super(problem?.detail ?? problem?.title ?? `HTTP ${status}`);
        this.status = status;
        this.problem = problem;
    }
    get offline(): boolean { return this.status === 0; }
}

let csrf = '';
let language = 'en';
let signed_out: () => void = () => {};
let read_only: (on: boolean) => void = () => {};
export function configure(options: { csrf?: string; language?: string; on_signed_out?: () => void; on_read_only?: (on: boolean) => void }): void {
    if (options.csrf !== undefined) csrf = options.csrf;
    if (options.language) language = options.language;
    if (options.on_read_only) read_only = options.on_read_only;
    if (options.on_signed_out) signed_out = options.on_signed_out;
}

export interface Options { body?: unknown; bytes?: Blob | BufferSource; headers?: Record<string, string>; signal?: AbortSignal; keepalive?: boolean }
export interface Answered<T> { data: T; headers: Headers }

export async function request<T>(method: string, path: string, options: Options = {}): Promise<Answered<T>> {
    const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language, ...options.headers };
    if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
    let body: BodyInit | null = options.bytes ?? null;
    if (options.bytes instanceof Blob) headers['Content-Type'] ??= options.bytes.type;   // other bytes bring theirs in headers
    if (options.body !== undefined) {
        headers['Content-Type'] = 'application/json';
        body = JSON.stringify(options.body);
    }
    let response: Response;
    try {
        response = await fetch(`/api/v1${path}`, { method, headers, body, credentials: 'same-origin',
            signal: options.signal ?? null, keepalive: options.keepalive ?? false });
    } catch (cause) {
        if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
        throw new ApiError(0, null);
    }
    const is_json = /json/.test(response.headers.get('Content-Type') ?? '');
    const data: unknown = response.status === 204 || !is_json ? null : await response.json().catch((cause: unknown) => {
        if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
        if (response.ok) throw new ApiError(0, null);     // cut off in the middle, as if nothing had come
        return null;
    });
    if (!response.ok) {
        if (response.status === 401 && !path.startsWith('/session')) signed_out();
        if (response.status === 503 && /read.?only|storage\.(disk_full|failed)/.test((data as Problem | null)?.type ?? '')) read_only(true);
        throw new ApiError(response.status, data as Problem | null);
    }
    // Something was changed: then it can be.
    if (method !== 'GET' && path !== '/presence') read_only(false);
    return { data: data as T, headers: response.headers };
}

export const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
    (await request<T>('GET', path, signal ? { signal } : {})).data;
export const send = async <T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown,
    headers?: Record<string, string>): Promise<T> =>
    (await request<T>(method, path, { ...(body === undefined ? {} : { body }), ...(headers ? { headers } : {}) })).data;
// Bytes as they are, under their own type.
export const upload = async <T>(path: string, bytes: Blob): Promise<T> => (await request<T>('POST', path, { bytes })).data;
