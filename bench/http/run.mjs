// The whole server beside its references, at 1,000,000 conversations: start-up and memory, pages over HTTP beside
// nginx on the same core, claims and answers under a load of mentions beside the disk's own fsync, event streams.
// MH_BENCH_CONVERSATIONS sets the size, MH_BENCH_PARTS what is measured. The company stays in build/bench for the next run.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { figure, middle, progress, root, round, short } from '../figures.mjs';

const build = process.env.MH_BENCH_BUILD;
const program = join(build, 'mh_bench_http');
const server = join(build, 'manyhands');
const conversations = Number(process.env.MH_BENCH_CONVERSATIONS ?? (short ? 2_000 : 1_000_000));
const people = short ? 100 : 3_000;
const streams = short ? 100 : 3_000;
const seconds = short ? 1 : 10;
const rounds = short ? 1 : 3;
const bench = process.env.MH_BENCH_DIR ?? join(root, 'build', 'bench');
const parts = (process.env.MH_BENCH_PARTS ?? 'rest,pages,writes,live,crowd').split(',');
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const has = (command) => {
    try {
        return execFileSync('/bin/sh', ['-c', `command -v ${command}`]).length > 0;
    } catch {
        return false;
    }
};
const loaders = ['wrk', 'nginx', 'taskset'].every(has);

const running = new Set();
function start(command, args, options = {}) {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options });
    running.add(child);
    child.on('exit', () => running.delete(child));
    return child;
}
const stop_all = () => running.forEach((child) => child.kill('SIGKILL'));
process.on('exit', stop_all);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
const ended = (child) => new Promise((done) => (child.exitCode !== null ? done() : child.once('exit', done)));

// Runs one of the program's parts to its end and reads its last line.
async function part(...args) {
    const child = start(program, args.map(String));
    let out = '';
    child.stdout.on('data', (bytes) => (out += bytes));
    await ended(child);
    if (child.exitCode !== 0) throw new Error(`${args[0]} ended with ${child.exitCode}`);
    return JSON.parse(out.trim().split('\n').at(-1));
}

// -- the company -----------------------------------------------------------------------------------------------
// Made anew when the schema, its maker or its sessions' fortnight is over.
async function company() {
    const of = createHash('sha256');
    const migrations = join(root, 'src/storage/migrations');
    for (const name of readdirSync(migrations).sort()) of.update(readFileSync(join(migrations, name)));
    of.update(readFileSync(join(root, 'bench/http/make.cpp')));
    const folder = join(bench, `company-${conversations}-${of.digest('hex').slice(0, 12)}`);
    const old = existsSync(folder) && Date.now() - statSync(join(folder, 'sessions.txt')).mtimeMs > 10 * 86_400_000;
    if (existsSync(folder) && !old) return folder;
    if (existsSync(bench))
        for (const name of readdirSync(bench)) if (name.startsWith('company-')) rmSync(join(bench, name), { recursive: true });
    mkdirSync(`${folder}.new`, { recursive: true });
    progress(`making a company of ${conversations} conversations, kept for the next run`);
    const child = start(program, ['make', `${folder}.new`, String(conversations), String(people)]);
    await ended(child);
    if (child.exitCode !== 0) throw new Error('the company could not be made');
    renameSync(`${folder}.new`, folder);
    return folder;
}

// -- a server and what it holds ----------------------------------------------------------------------------------

function memory(pid) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
    return { all: of('VmRSS'), own: of('RssAnon') };
}
const children_of = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);

class Served {
    // On one core only, when `core` is given.
    static async start(folder, threads, core) {
        const pin = core === undefined ? [] : ['taskset', '-c', String(core)];
        const words = [...pin, program, 'serve', folder, String(threads)];
        const served = new Served();
        served.child = start(words[0], words.slice(1));
        served.lines = createInterface({ input: served.child.stdout })[Symbol.asyncIterator]();
        Object.assign(served, JSON.parse((await served.lines.next()).value));
        return served;
    }
    async say(line) {
        this.child.stdin.write(`${line}\n`);
        return JSON.parse((await this.lines.next()).value);
    }
    memory() {
        return memory(this.child.pid);
    }
    async stop() {
        this.child.stdin.write('quit\n');
        await Promise.race([ended(this.child), sleep(8_000)]);
        if (this.child.exitCode === null) this.child.kill('SIGKILL');
        await ended(this.child);
    }
}

const cookie_of = (folder, n = 0) => `manyhands=${readFileSync(join(folder, 'sessions.txt'), 'utf8').split('\n')[n].split(' ')[0]}`;

function get(port, path, cookie) {
    return new Promise((done, failed) => {
        http.get({ host: '127.0.0.1', port, path, headers: cookie ? { Cookie: cookie } : {} }, (reply) => {
            const chunks = [];
            reply.on('data', (chunk) => chunks.push(chunk));
            reply.on('end', () => done({ status: reply.statusCode, body: Buffer.concat(chunks) }));
        }).on('error', failed);
    });
}

// 100 connections on the other cores; what did not come back as 2xx fails the run.
async function wrk(port, path, cookie, lasts) {
    const others = cpus().length > 1 ? `1-${cpus().length - 1}` : '0';
    const child = start('taskset', ['-c', others, 'wrk', '-t2', '-c100', `-d${lasts}s`, '--latency', ...(cookie ? ['-H', `Cookie: ${cookie}`] : []), `http://127.0.0.1:${port}${path}`]);
    let out = '';
    child.stdout.on('data', (bytes) => (out += bytes));
    await ended(child);
    if (/Non-2xx/.test(out)) throw new Error(`${path}: ${out}`);
    const [, number, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(out);
    return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]), p99: Number(number) * { us: 0.001, ms: 1, s: 1000 }[unit] };
}

// A static file of the same bytes, one worker on the same core.
async function nginx(folder, body, core) {
    const home = join(folder, '..', 'nginx');
    rmSync(home, { recursive: true, force: true });
    mkdirSync(join(home, 'www'), { recursive: true });
    writeFileSync(join(home, 'www', 'page.json'), body);
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${home}/${name};`).join(' ');
    writeFileSync(
        join(home, 'nginx.conf'),
        `${process.getuid() === 0 ? 'user root;' : ''} daemon off; worker_processes 1; pid ${home}/pid; error_log ${home}/error.log;
         events { worker_connections 512; }
         http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=10; ${places}
                types { application/json json; } server { listen 127.0.0.1:${port}; root ${home}/www; } }\n`,
    );
    const child = start('taskset', ['-c', String(core), 'nginx', '-c', join(home, 'nginx.conf'), '-p', home, '-e', join(home, 'error.log')]);
    for (let i = 0; i < 100; ++i) {
        if (await get(port, '/page.json').then((reply) => reply.status === 200, () => false)) break;
        await sleep(50);
    }
    return { port, stop: async () => (child.kill('SIGTERM'), await ended(child)) };
}

// -- figures -----------------------------------------------------------------------------------------------------

async function at_rest(folder) {
    progress('start-up and memory at rest');
    const ready = [];
    let rest = null;
    for (let i = 0; i < rounds; ++i) {
        const began = process.hrtime.bigint();
        const child = start(server, ['serve', '--data', folder, '--listen', '127.0.0.1:0', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
        await new Promise((done, failed) => {
            child.stdout.once('data', done);
            child.once('exit', () => failed(new Error('the server did not start')));
        });
        ready.push(Number(process.hrtime.bigint() - began) / 1e6);
        await sleep(short ? 200 : 3_000);
        rest = memory(child.pid);
        child.kill('SIGTERM');
        await ended(child);
    }
    const name = conversations.toLocaleString('en-US');
    figure(`start to ready at ${name} conversations, ms`, middle(ready), { goal: { most: 1000 }, span: [Math.min(...ready), Math.max(...ready)] });
    figure('memory at rest, MB', rest.all, { reference: `of its own ${round(rest.own)}`, goal: { most: 150 } });
}

async function pages(folder) {
    const core = 0;
    const cookie = cookie_of(folder);
    const served = await Served.start(folder, 1, loaders ? core : undefined);
    const { account } = await served.say('mentions 0');
    const queue = '/api/v1/conversations?view=queue&limit=50';
    const first = await get(served.port, queue, cookie);
    if (first.status !== 200) throw new Error(`${first.status} ${first.body}`);
    if (loaders) await beside_nginx(folder, served, queue, first, core);
    else progress('wrk or nginx is not installed (tools/setup bench): the rates over HTTP are passed over');
    await page_after_page(served, queue, account, cookie);
    await searches(served, cookie);
    await reports(served, cookie);
    await served.stop();
}

const ms_since = (began) => Number(process.hrtime.bigint() - began) / 1e6;
const p99_of = (times) => [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1];

// Where every fifth page begins anew with other words: common, rare, Korean, English, left out.
async function searches(served, cookie) {
    progress('search');
    const times = [];
    for (const words of ['배송', 'refund', '환불 소식', 'earbuds exchange', '배송 -조회', '이어폰 OR tracking', '#777', 'from:customer77.example']) {
        let next = '';
        for (let i = 0; i < (short ? 2 : 25); ++i) {
            const began = process.hrtime.bigint();
            const reply = await get(served.port, `/api/v1/search?limit=50&q=${encodeURIComponent(words)}${next ? `&cursor=${next}` : ''}`, cookie);
            times.push(ms_since(began));
            if (reply.status !== 200) throw new Error(`search: ${reply.status} ${reply.body}`);
            next = JSON.parse(reply.body).next ?? '';
            if (!next) break;
        }
    }
    figure('search, a page of 50 posts, p99 ms', p99_of(times), { reference: `p50 ${round(middle(times))}, ${times.length} pages of 8 searches`, goal: { most: 20 } });
}

// All that the company has lies within the year.
async function reports(served, cookie) {
    progress('a report of a year');
    const to = new Date(Date.now() + 60_000);
    const from = new Date(to - 365 * 86_400_000);
    const path = `/api/v1/reports/first-answer?from=${from.toISOString()}&to=${to.toISOString()}&zone=Asia/Seoul`;
    const times = [];
    let episodes = 0;
    for (let i = 0; i < (short ? 3 : 20); ++i) {
        const began = process.hrtime.bigint();
        const reply = await get(served.port, `${path}&by=${['day', 'department', 'hour', 'employee'][i % 4]}`, cookie);
        times.push(ms_since(began));
        if (reply.status !== 200) throw new Error(`report: ${reply.status} ${reply.body}`);
        episodes = JSON.parse(reply.body).episodes;
    }
    const of = `${episodes.toLocaleString('en-US')} episodes, one core`;
    figure('report of a year, the first after a start, ms', times[0], { reference: of, goal: { most: 200 } });
    figure('report of a year, p99 ms', p99_of(times.slice(1)), { reference: `p50 ${round(middle(times.slice(1)))}`, goal: { most: 200 } });
}

async function beside_nginx(folder, served, queue, first, core) {
    const cookie = cookie_of(folder);
    progress(`queue page of 50 (${first.body.length} bytes) at 100 connections, beside nginx on the same core`);
    const file = await nginx(folder, first.body, core);
    const ours = [];
    const theirs = [];
    const last = short ? 1 : 5;
    for (let i = 0; i < rounds; ++i) {
        ours.push(await wrk(served.port, queue, cookie, last));
        theirs.push(await wrk(file.port, '/page.json', null, last));
    }
    await file.stop();
    const rates = ours.map((one) => one.rate);
    const best = middle(theirs.map((one) => one.rate));
    figure('queue page of 50, signed in, requests/s on one core', middle(rates), {
        reference: `nginx static file of the same bytes ${round(best)}`, ratio: middle(rates) / best, goal: { least: 20_000 }, span: [Math.min(...rates), Math.max(...rates)],
    });
    const slow = middle(theirs.map((one) => one.p99));
    const p99 = ours.map((one) => one.p99);
    figure('queue page of 50 at 100 connections, p99 ms', middle(p99), { reference: `nginx ${round(slow)}`, ratio: middle(p99) / slow, goal: { most: 5 }, span: [Math.min(...p99), Math.max(...p99)] });

    progress('queue page while 1,000 mentions/s arrive');
    await served.say('mentions 1000');
    await sleep(short ? 100 : 1_000);
    const busy = await wrk(served.port, queue, cookie, last);
    figure('queue page at 100 connections while 1,000 mentions/s arrive, one core for all, p99 ms', busy.p99, { reference: `${round(busy.rate)} requests/s` });
    await served.say('mentions 0');
}

async function page_after_page(served, queue, account, cookie) {
    // One request at a time, never the same page twice: what the database itself costs.
    const views = { queue, all: '/api/v1/conversations?view=all&limit=50', answered: '/api/v1/conversations?view=answered&limit=50', 'of an account': `/api/v1/conversations?view=all&account=${account}&limit=50`, 'by a query': `/api/v1/conversations?view=all&limit=50&q=${encodeURIComponent('lang:ko 배송')}` };
    // What a saved view may ask: a field that most have, that few have, that none has, words, a wait.
    for (const query of ['state:waiting', 'followers>=10000', 'holder:me', 'waiting>30m', '환불 OR exchange', '-배송 lang:ko'])
        views[`a saved view ${query}`] = `/api/v1/conversations?view=all&limit=50&q=${encodeURIComponent(query)}`;
    for (const [name, path] of Object.entries(views)) {
        const times = [];
        let next = '';
        for (let i = 0; i < (short ? 10 : 300); ++i) {
            const began = process.hrtime.bigint();
            const reply = await get(served.port, path + (next ? `&cursor=${next}` : ''), cookie);
            times.push(Number(process.hrtime.bigint() - began) / 1e6);
            if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.body}`);
            next = JSON.parse(reply.body).next ?? '';
            if (!next) break;
        }
        figure(`page after page, ${name}, p99 ms`, p99_of(times), { reference: `p50 ${round(middle(times))}`, goal: { most: 5 } });
    }
}

async function writes(folder) {
    const served = await Served.start(folder, cpus().length);
    for (const rate of [0, 1_000]) {
        const disk = await part('fsync', folder, short ? 1 : 3);  // of this minute: a shared disk changes
        progress(`claims and answers under ${rate} mentions/s`);
        const before = await served.say(`mentions ${rate}`);
        const began = Date.now();
        await sleep(short ? 100 : 1_000);
        const done = await part('work', served.port, folder, 16, seconds);
        const after = await served.say('mentions 0');
        const arrived = (after.received - before.received) / ((Date.now() - began) / 1000);
        const under = `with FULL, under ${Math.round(arrived).toLocaleString('en-US')} mentions/s`;
        figure(`claims and answers acknowledged/s, 16 people, ${under}`, done.rate, { reference: `lone fsyncs/s ${round(disk.n / (short ? 1 : 3))}` });
        if (done.refused > 0) progress(`refused: ${done.refused}`);
        for (const what of ['claim', 'answer'])
            figure(`${what} acknowledged, ${under}, p99 ms`, done[what].p99, { reference: `lone fsync of 4 KiB p99 ${round(disk.p99)}`, ratio: done[what].p99 / disk.p99, goal: { most: 10 } });
    }
    progress('memory under 2,000 mentions/s');
    const before = await served.say('mentions 2000');
    const began = Date.now();
    await sleep((short ? 1 : 20) * 1000);
    const load = served.memory();
    const after = await served.say('mentions 0');
    const arrived = (after.received - before.received) / ((Date.now() - began) / 1000);
    figure('mentions/s of 2,000 that came', arrived, { reference: 'one account, 20 deliveries a second' });
    figure('memory under 2,000 mentions/s, MB', load.all, { reference: `of its own ${round(load.own)}`, goal: { most: 400 } });
    await served.stop();
}

async function live(folder) {
    progress(`${streams} event streams`);
    const served = await Served.start(folder, cpus().length);
    await sleep(short ? 100 : 1_000);
    const empty = served.memory();
    const child = start(program, ['streams', String(served.port), folder, String(streams), String(seconds)]);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const opened = JSON.parse((await lines.next()).value);
    if (opened.deliveries !== undefined) throw new Error('the streams did not open');
    const full = served.memory();
    await served.say('changes 10');
    const done = JSON.parse((await lines.next()).value);
    await served.say('changes 0');
    figure(`a change at ${streams} streams, from commit, p99 ms`, done.p99, { reference: `p50 ${round(done.p50)}, ${round(done.deliveries / seconds)} deliveries/s`, goal: { most: 50 } });
    figure('memory of one stream, KB', ((full.own - empty.own) * 1024) / streams, { goal: { most: 16 } });
    await served.stop();
}

// Everybody has the page open and answers once within half a minute: 1,400 answers a minute, where Twelpforce's
// 28,000 cases of a year would be five a minute if all of them fell into 100 hours.
async function crowd(folder) {
    const online = short ? 50 : 700;
    const lasts = short ? 2 : 30;
    progress(`${online} people online, who answer`);
    const served = await Served.start(folder, cpus().length);
    const disk = await part('fsync', folder, short ? 1 : 3);
    const child = start(program, ['streams', String(served.port), folder, String(online), String(lasts)]);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const opened = JSON.parse((await lines.next()).value);
    if (opened.deliveries !== undefined) throw new Error('the streams did not open');
    await served.say('mentions 100');
    await served.say('changes 10');
    const done = await part('work', served.port, folder, online, lasts, lasts);
    const told = JSON.parse((await lines.next()).value);
    await served.say('changes 0');
    await served.say('mentions 0');
    await served.stop();
    if (done.refused > 0 || told.ended > 0) progress(`refused: ${done.refused}, streams that ended: ${told.ended}`);
    const of = `${done.claim.n} claims, 100 mentions/s`;
    for (const what of ['claim', 'answer'])
        figure(`${what} acknowledged, ${online} people online, p99 ms`, done[what].p99, { reference: `p50 ${round(done[what].p50)}, ${of}; lone fsync of 4 KiB p99 ${round(disk.p99)}`, ratio: done[what].p99 / disk.p99, goal: { most: 10 } });
    figure(`a change at ${online} people online, from commit, p99 ms`, told.p99, { reference: `p50 ${round(told.p50)}, ${round(told.deliveries / lasts)} deliveries/s`, goal: { most: 50 } });
}

// A run changes what it works on: it works on a copy.
async function copy_of(made) {
    progress('a copy to work on');
    const folder = join(bench, 'run');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const name of ['manyhands.db', 'sessions.txt']) copyFileSync(join(made, name), join(folder, name));
    return folder;
}

const folder = await copy_of(await company());
if (short) console.log('BENCH=short: these figures only show that they are printed');
for (const [name, measure] of Object.entries({ rest: at_rest, pages, writes, live, crowd })) if (parts.includes(name)) await measure(folder);
rmSync(folder, { recursive: true });
process.exit(0);
