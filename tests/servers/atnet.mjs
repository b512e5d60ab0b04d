// The real AT network for tests: directory, PDS and AppView of npm's @atproto/dev-env, all on loopback, with a private
// PostgreSQL and Redis. Ports come from the kernel. One JSON line on standard output says that it is ready:
//   {"pds":"http://127.0.0.1:1","appview":"...","plc":"...","introspect":"...","control":"..."}
// The control server (loopback too):
//   POST /account {handle,email?,password?,displayName?} -> {did,handle,password,accessJwt,refreshJwt}   handles end in .test
//   POST /settle                                          -> {}   once the AppView has seen everything posted so far
//   POST /stop                                            -> {}   and ends
// Options: --rate-limits   the PDS's real limits, as on the public network
//          --with-stdin    also ends when standard input closes
// Ends on SIGTERM, SIGINT, POST /stop and when its parent is gone; leaves no process and no file.
import './loopback.mjs';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const options = new Set(process.argv.slice(2));
for (const option of options) {
    if (!['--rate-limits', '--with-stdin'].includes(option)) {
        console.error(`unknown option: ${option}`);
        process.exit(2);
    }
}
// Only the ready line may appear on standard output.
for (const name of ['log', 'info', 'debug']) console[name] = (...words) => console.error(...words);

const base = mkdtempSync(join(process.env.MH_TMP ?? '/tmp', 'mh-at-'));
const scratch = join(base, 'tmp');
mkdirSync(scratch);
process.env.TMPDIR = scratch;
process.env.LOG_ENABLED ??= 'false';
process.env.NODE_ENV ??= 'test';

const children = [];
let network;
let stopping;

// Starts one of the scripts beside us and gives the line that it prints when ready.
function serve(script) {
    const child = spawn(join(here, script), { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: '/tmp' } });
    children.push(child);
    return new Promise((resolve, reject) => {
        let text = '';
        child.stdout.on('data', (chunk) => {
            text += chunk;
            if (text.includes('\n')) resolve(text.trim());
        });
        child.on('error', reject);
        child.on('exit', (code) => {
            reject(new Error(`${script} ended with ${code}`));
            if (!stopping) void stop(1);
        });
    });
}

function ended(child) {
    return child.exitCode !== null || child.signalCode !== null
        ? Promise.resolve()
        : new Promise((resolve) => child.once('exit', resolve));
}

function stop(code) {
    stopping ??= (async () => {
        // The network's own close waits for its queues; a stuck one must not keep us.
        if (network) await Promise.race([network.close().catch(() => {}), pause(4000)]);
        for (const child of children) child.kill('SIGTERM');
        await Promise.race([Promise.all(children.map(ended)), pause(5000)]);
        rmSync(base, { recursive: true, force: true, maxRetries: 3 });
        process.exit(code);
    })();
    return stopping;
}
process.on('SIGTERM', () => void stop(0));
process.on('SIGINT', () => void stop(0));
process.on('SIGHUP', () => void stop(0));
// The AppView's subscriptions reject when their peers close first.
process.on('unhandledRejection', (error) => {
    if (!stopping) console.error('atnet:', error);
});
if (options.has('--with-stdin')) {
    process.stdin.resume();
    process.stdin.on('end', () => void stop(0));
    process.stdin.on('error', () => void stop(0));
}
const parent = process.ppid;
setInterval(() => {
    if (process.ppid !== parent) void stop(0);
}, 1000).unref();

const local = (url) => url.replace('//localhost:', '//127.0.0.1:');

async function xrpc(method, body, token) {
    const answer = await fetch(`${local(network.pds.url)}/xrpc/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify(body),
    });
    const json = await answer.json().catch(() => ({}));
    if (!answer.ok) throw Object.assign(new Error(`${method}: ${answer.status} ${JSON.stringify(json)}`), { status: answer.status });
    return json;
}

let lastAccount = 0;
async function createAccount({ handle, email, password, displayName }) {
    if (typeof handle !== 'string' || !handle.endsWith('.test')) {
        throw Object.assign(new Error('handle must end in .test'), { status: 400 });
    }
    const secret = password ?? 'a-long-test-password';
    lastAccount += 1;
    const account = await xrpc('com.atproto.server.createAccount', {
        handle,
        email: email ?? `account${lastAccount}@manyhands.test`,
        password: secret,
    });
    if (displayName) {
        await xrpc(
            'com.atproto.repo.putRecord',
            {
                repo: account.did,
                collection: 'app.bsky.actor.profile',
                rkey: 'self',
                record: { $type: 'app.bsky.actor.profile', displayName, createdAt: new Date().toISOString() },
            },
            account.accessJwt,
        );
    }
    await network.processAll();
    return { did: account.did, handle, password: secret, accessJwt: account.accessJwt, refreshJwt: account.refreshJwt };
}

const control = createServer(async (request, response) => {
    const send = (status, body) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
    };
    try {
        let text = '';
        for await (const chunk of request) text += chunk;
        const body = text ? JSON.parse(text) : {};
        switch (`${request.method} ${request.url}`) {
            case 'POST /account':
                return send(200, await createAccount(body));
            case 'POST /settle':
                await network.processAll();
                return send(200, {});
            case 'POST /stop':
                send(200, {});
                return void stop(0);
            default:
                return send(404, { error: 'unknown path' });
        }
    } catch (error) {
        send(error.status ?? (error instanceof SyntaxError ? 400 : 500), { error: String(error.message) });
    }
});

try {
    const [{ TestNetwork }, socket, redis] = await Promise.all([
        import('@atproto/dev-env'),
        serve('start-postgres'),
        serve('start-redis'),
    ]);
    process.env.REDIS_HOST = redis;
    network = await TestNetwork.create({
        dbPostgresUrl: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socket)}`,
        // The schema's name may hold letters and underscores only.
        dbPostgresSchema: 'manyhands',
        pds: options.has('--rate-limits') ? { rateLimitsEnabled: true } : {},
    });
    const introspect = createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ pds: local(network.pds.url), appview: local(network.bsky.url), plc: local(network.plc.url) }));
    });
    introspect.unref();
    await new Promise((resolve) => introspect.listen(0, resolve));
    await new Promise((resolve) => control.listen(0, resolve));
    process.stdout.write(
        `${JSON.stringify({
            pds: local(network.pds.url),
            appview: local(network.bsky.url),
            plc: local(network.plc.url),
            introspect: `http://127.0.0.1:${introspect.address().port}`,
            control: `http://127.0.0.1:${control.address().port}`,
        })}\n`,
    );
} catch (error) {
    console.error('atnet:', error);
    await stop(1);
}
