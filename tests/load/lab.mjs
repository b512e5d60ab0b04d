// What the proofs share: the network of faults and the server as real processes, people at work over HTTP, figures.
import { execFile, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const env = { ...process.env, LANG: 'en_US.UTF-8' };
delete env.MANYHANDS_DATA;

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

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// The proofs print their seed; MH_SEED repeats a run as far as the machine's timing allows.
export const seed = Number(process.env.MH_SEED ?? Math.floor(Math.random() * 2 ** 31));
export function random_of(start) {
    let state = start >>> 0;
    return () => {  // mulberry32
        state = (state + 0x6d2b79f5) >>> 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
}

// -- figures -------------------------------------------------------------------------------------------------

let kept = 0;
let missed = 0;

// A time is held beside its promise and told as met or short, but it fails no run: the machine may be busy.
export const time_figure = (name, ms, limit) => figure(name, `${ms.toFixed(0)} ms`, `<= ${limit} ms`, ms <= limit, '-', '-', false);

// `met` null: only told. One line as promises.md has them, one of NDJSON for the table.
export function figure(name, measured, goal = '-', met = null, reference = '-', ratio = '-', counts = true) {
    const word = met === null ? '-' : met ? 'met' : 'short';
    if (counts && met === true) ++kept;
    if (counts && met === false) ++missed;
    console.log([name, measured, reference, ratio, goal, word].join(' | '));
    if (process.env.MH_FIGURES) return;  // whoever started us keeps them
    const folder = join(root, 'build', 'figures');
    mkdirSync(folder, { recursive: true });
    appendFileSync(
        join(folder, 'proof.ndjson'),
        `${JSON.stringify({ at: new Date().toISOString(), name, measured, reference, ratio, goal, met, seed })}\n`,
    );
}

export function end() {
    console.log(`${kept} passed, ${missed} failed`);
    process.exit(missed > 0 ? 1 : 0);
}

// -- processes -----------------------------------------------------------------------------------------------

const started = new Set();
const folders = new Set();
process.on('exit', () => {
    for (const child of started) child.kill('SIGKILL');
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

export function temporary() {
    const folder = mkdtempSync(join(process.env.MH_TMP ?? tmpdir(), 'mh-proof-'));
    folders.add(folder);
    return folder;
}
export function remove(folder) {
    rmSync(folder, { recursive: true, force: true });
    folders.delete(folder);
}

// Starts a program and waits for the JSON line by which it says that it is ready.
async function launch(file, args, more = {}) {
    const child = spawn(file, args, { env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
    started.add(child);
    const ended = new Promise((done) => child.once('exit', (code, signal) => {
        started.delete(child);
        done({ code, signal });
    }));
    let errors = '';
    child.stderr.on('data', (data) => (errors = (errors + data).slice(-20_000)));
    const lines = createInterface({ input: child.stdout });
    const ready = await Promise.race([
        new Promise((done) => lines.once('line', (line) => done(JSON.parse(line)))),
        ended.then(() => null),
    ]);
    return { child, ended, ready, errors: () => errors };
}

export class Network {
    static async start(faults = {}, options = {}) {
        const network = new Network();
        const args = ['--seed', String(options.seed ?? seed), '--faults', JSON.stringify(faults)];
        if (options.journal) args.push('--journal', options.journal);
        network.process = await launch(join(dirname(program()), 'mh_fault_network'), args);
        if (!network.process.ready) throw new Error(`the network did not start: ${network.process.errors()}`);
        network.address = network.process.ready.address;
        return network;
    }
    async ask(method, path, body, token = '') {
        const response = await fetch(this.address + path, {
            method,
            headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        return { status: response.status, body: await response.json() };
    }
    person = async (handle) => (await this.ask('POST', '/people', { handle, name: handle, followers: 100 })).body;
    faults = (faults) => this.ask('PUT', '/faults', faults);
    // Everything that a person really posted, visible yet or not.
    record = async (person) => (await this.ask('GET', `/record?author=${person.id}`)).body.posts;
    async post(person, text, more = {}) {
        const answer = await this.ask('POST', '/posts', { text, lang: 'en', ...more }, person.token);
        if (answer.status > 201) throw new Error(`POST /posts: ${answer.status}`);
        return answer.body.id;
    }
    async stop() {
        this.process.child.kill('SIGTERM');
        await this.process.ended;
    }
}

export const cli = (data, ...args) => cli_with({}, data, ...args);
export async function cli_with(more, data, ...args) {
    const { stdout } = await promisify(execFile)(program(), [...args, '--data', data, '--json'], { env: { ...env, ...more } });
    return JSON.parse(stdout.trim().split('\n').at(-1));
}

// A company in a folder of its own: one administrator, `people` more, and an account for each of the network's persons.
export async function found(network, brands, { keys = true, people = 0, data = join(temporary(), 'data') } = {}) {
    await cli(data, 'init', '--brand', 'Hanbit', '--name', 'Kim Gaon', '--email', 'kim@hanbit.example');
    const emails = ['kim@hanbit.example'];
    for (let i = 0; i < people; ++i) {
        emails.push(`person${i}@hanbit.example`);
        await cli(data, 'user', 'add', '--name', `Person Number${i}`, '--email', emails.at(-1), '--role', 'desk');
    }
    const tokens = [];
    for (const email of emails)
        tokens.push((await cli(data, 'token', 'create', '--email', email, '--name', 'proof', '--scopes', 'read answer')).token);
    for (const brand of brands)
        await cli(data, 'account', 'add', '--network', 'simulated', '--set', `address=${network.address}`,
            '--set', `token=${brand.token}`, '--set', `keys=${keys ? 'yes' : 'no'}`);
    return { data, tokens };
}

// The server, started again and again over one data folder.
export class Server {
    constructor(data) {
        this.data = data;
        this.starts = 0;
    }
    // False: it ended before it was ready.
    async start(more = {}) {
        ++this.starts;
        this.process = await launch(
            program(), ['serve', '--data', this.data, '--listen', '127.0.0.1:0', '--allow-loopback-networks', '--json'], more);
        this.address = this.process.ready?.address;
        return this.process.ready !== null;
    }
    alive = () => this.process !== undefined && started.has(this.process.child);
    async kill() {
        this.process.child.kill('SIGKILL');
        return this.process.ended;
    }
    async stop() {
        this.process.child.kill('SIGTERM');
        return this.process.ended;
    }
}

// -- people at work --------------------------------------------------------------------------------------------

export class Person {
    constructor(server, token) {
        this.server = server;
        this.token = token;
    }
    // Throws when the server is not there; {status, body} otherwise.
    async ask(method, path, body, headers = {}) {
        const response = await fetch(`${this.server.address}/api/v1${path}`, {
            method,
            headers: { Authorization: `Bearer ${this.token}`, ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
            body: body ? JSON.stringify(body) : undefined,
            signal: AbortSignal.timeout(20_000),
        });
        const text = await response.text();
        return { status: response.status, body: text ? JSON.parse(text) : null };
    }
    async list(view, limit = 200, cursor = '') {
        const path = `/conversations?view=${view}&limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
        const page = await this.ask('GET', path);
        if (page.status !== 200) throw new Error(`list: ${page.status} ${JSON.stringify(page.body)}`);
        return page.body;
    }
    async everything(view = 'all') {
        const rows = [];
        for (let cursor = '', first = true; first || cursor; first = false) {
            const page = await this.list(view, 200, cursor);
            rows.push(...page.items);
            cursor = page.next ?? '';
        }
        return rows;
    }
    // Listens for the events of one name until `over` resolves: data of each, as they come.
    async events(name, each, over) {
        const stop = new AbortController();
        over.then(() => stop.abort());
        let rest = '';
        try {
            const response = await fetch(`${this.server.address}/api/v1/events`, {
                headers: { Authorization: `Bearer ${this.token}`, Accept: 'text/event-stream' }, signal: stop.signal });
            for await (const bytes of response.body) {
                rest += Buffer.from(bytes).toString();
                for (let at; (at = rest.indexOf('\n\n')) >= 0; rest = rest.slice(at + 2)) {
                    const lines = rest.slice(0, at).split('\n');
                    if (lines.includes(`event: ${name}`)) each(JSON.parse(lines.find((line) => line.startsWith('data: ')).slice(6)));
                }
            }
        } catch { /* the end of it */ }
    }
    claim = (id) => this.ask('POST', `/conversations/${id}/claim`, {});
    submit = (id, version, text, key) =>
        this.ask('POST', `/conversations/${id}/answers`, { text, undo_seconds: 0 }, { 'If-Match': `"${version}"`, 'Idempotency-Key': key });
    detail = async (id) => (await this.ask('GET', `/conversations/${id}`)).body;
    resolve = (answer, was_posted, remote_id) =>
        this.ask('POST', `/answers/${answer}/resolve`, remote_id ? { was_posted, remote_id } : { was_posted });
}

// The answer of a conversation that has one: {id, state}. What is sent stands among the posts, the rest among the answers.
export function answer_of(detail) {
    const post = detail.posts.findLast((one) => one.answer_id);
    if (post) return { id: post.answer_id, state: 'sent' };
    return detail.answers.at(-1);
}

export async function until(check, { what, seconds = 30, every = 100 }) {
    const ends = performance.now() + seconds * 1000;
    for (;;) {
        const found = await check();
        if (found) return found;
        if (performance.now() > ends) throw new Error(`waited ${seconds} s for ${what}`);
        await sleep(every);
    }
}
