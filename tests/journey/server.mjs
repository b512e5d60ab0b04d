// Starts the product as an administrator would: init, people, an account, serve. Real program, real data folder.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

// MH_PROGRAM, or the newest build there is.
export function program() {
    if (process.env.MH_PROGRAM) return process.env.MH_PROGRAM;
    const found = readdirSync(join(root, 'build'))
        .map((name) => join(root, 'build', name, 'manyhands-lab'))
        .filter(existsSync)
        .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
    if (found.length === 0) throw new Error('manyhands-lab is not built');
    return found[0];
}

export async function cli(...args) {
    const { stdout } = await promisify(execFile)(program(), [...args, '--json'], { env: { ...process.env, LANG: 'en_US.UTF-8' } });
    return JSON.parse(stdout.trim().split('\n').at(-1));
}

// A company in a folder of its own. `account`: { network, settings }.
export async function found_company({ account }) {
    const data = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
    const base = ['--data', data];
    const admin = await cli('init', ...base, '--brand', '한빛전자', '--name', 'Kim Gordon', '--email', 'kim@hanbit.example');
    const settings = Object.entries(account.settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    await cli('account', 'add', ...base, '--network', account.network, ...settings);
    const add = async (name, email, role) => cli('user', 'add', ...base, '--name', name, '--email', email, '--role', role);
    return { data, admin, add, remove: () => rmSync(data, { recursive: true, force: true }) };
}

// Serves until stop(). `env` may carry failpoints.
export async function serve(data, { env = {}, extra = [] } = {}) {
    const child = spawn(program(), ['serve', '--data', data, '--listen', '127.0.0.1:0', '--allow-loopback-networks', '--json', ...extra], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', process.env.MH_VERBOSE ? 'inherit' : 'pipe'],
    });
    let log = '';
    child.stderr?.on('data', (chunk) => { log = (log + chunk).slice(-20_000); });
    const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    const ready = await new Promise((resolve, reject) => {
        let text = '';
        child.stdout.on('data', (chunk) => {
            text += chunk;
            if (text.includes('\n')) resolve(JSON.parse(text.split('\n')[0]));
        });
        exited.then(({ code, signal }) => reject(new Error(`the server ended with ${code ?? signal}\n${log}`)));
    });
    return {
        url: ready.address,
        pid: child.pid,
        exited,
        log: () => log,
        stop: async () => { child.kill('SIGTERM'); return exited; },
        kill: async () => { child.kill('SIGKILL'); return exited; },
    };
}

// One signed-in person over the API, with the live stream if wanted.
export class Person {
    constructor(url) { this.url = url; this.cookie = ''; this.csrf = ''; }

    async sign_in(link) {
        const { body, response } = await this.call('POST', '/session/link', { token: link.split('/').at(-1) });
        if (response.status !== 200) throw new Error(`sign-in: ${response.status} ${JSON.stringify(body)}`);
        this.me = body;
        this.csrf = body.csrf_token;
        return this;
    }

    async call(method, path, body, headers = {}) {
        const response = await fetch(`${this.url}/api/v1${path}`, {
            method,
            headers: { 'content-type': 'application/json', cookie: this.cookie, 'x-csrf-token': this.csrf, ...headers },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        const set = response.headers.get('set-cookie');
        if (set) this.cookie = set.split(';')[0];
        const text = await response.text();
        return { response, status: response.status, body: text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text };
    }

    get(path) { return this.call('GET', path); }
    async conversation(id) {
        const { body, response } = await this.get(`/conversations/${id}`);
        return { ...body, etag: response.headers.get('etag') };
    }
    async answer(id, text, { undo_seconds = 0, key = crypto.randomUUID(), etag } = {}) {
        etag ??= (await this.conversation(id)).etag;
        return this.call('POST', `/conversations/${id}/answers`, { text, undo_seconds }, { 'if-match': etag, 'idempotency-key': key });
    }

    // Every event of the live stream from now on, in `events`; stop() ends it.
    async listen(after) {
        const stopper = new AbortController();
        const response = await fetch(`${this.url}/api/v1/events${after === undefined ? '' : `?after=${after}`}`, { headers: { cookie: this.cookie }, signal: stopper.signal });
        if (response.status !== 200) throw new Error(`events: ${response.status}`);
        const events = [];
        (async () => {
            let text = '';
            for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
                text += chunk;
                for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
                    const event = {};
                    for (const line of text.slice(0, end).split('\n')) {
                        const colon = line.indexOf(':');
                        if (colon > 0) event[line.slice(0, colon)] = line.slice(colon + 1).trim();
                    }
                    if (event.data) events.push({ type: event.event, id: event.id, data: JSON.parse(event.data), at: performance.now() });
                    text = text.slice(end + 2);
                }
            }
        })().catch(() => {});
        return { events, stop: () => stopper.abort() };
    }
}
