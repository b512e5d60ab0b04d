// Ready again within 2 s, however large the company: 1,000,000 conversations (MH_READY_CONVERSATIONS), people who write in
// it, SIGKILL at any moment; at each start the time until the server says that it is ready, and whether what it had
// acknowledged is there.
//   node ready.mjs [kills]
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { end, figure, program, random_of, remove, seed, Server, sleep, temporary, time_figure } from './lab.mjs';

const kKills = Number(process.argv[2] ?? 10);
const kConversations = Number(process.env.MH_READY_CONVERSATIONS ?? 1_000_000);
const kWriters = 8;
const random = random_of(seed);

console.log(`# SIGKILL in a company of ${kConversations} conversations | seed ${seed}`);
const data = join(temporary(), 'data');
await promisify(execFile)(join(dirname(program()), 'mh_bench_http'), ['make', data, String(kConversations), String(kWriters)], { maxBuffer: 1 << 26 });
const sessions = readFileSync(join(data, 'sessions.txt'), 'utf8').trim().split('\n').map((line) => line.split(' '));
const server = new Server(data);
async function ask(n, method, path, body) {
    const [cookie, csrf] = sessions[n % sessions.length];
    const response = await fetch(`${server.address}/api/v1${path}`, {
        method, signal: AbortSignal.timeout(20_000), body: body && JSON.stringify(body),
        headers: { Cookie: `manyhands=${cookie}`, ...(body ? { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf, Origin: server.address } : {}) },
    });
    return { status: response.status, body: await response.json() };
}

const acknowledged = new Map();  // text of a note -> its conversation
const missing = new Set();
const odd = new Map();
const ready = [];
for (let kill = 0; kill <= kKills; ++kill) {
    const at = performance.now();
    if (!(await server.start())) throw new Error(`the server did not start: ${server.process.errors()}`);
    ready.push(performance.now() - at);
    const page = await ask(0, 'GET', '/conversations?view=queue&limit=50');
    if (page.status !== 200) throw new Error(`the queue: ${page.status} ${JSON.stringify(page.body)}`);
    let alive = true;
    const writing = Promise.all(Array.from({ length: kWriters }, async (_, i) => {
        for (let n = 0; alive; ++n) {
            const conversation = page.body.items[(i * 7 + n) % page.body.items.length].id;
            const text = `note ${kill} ${i} ${n}`;
            try {
                const said = await ask(i, 'POST', `/conversations/${conversation}/notes`, { text, mentions: [] });
                if (said.status < 300) acknowledged.set(text, conversation);
                else odd.set(said.status, (odd.get(said.status) ?? 0) + 1);
            } catch { /* killed */ }
        }
    }));
    await sleep(300 + random() * 500);
    alive = false;
    if (kill < kKills) await server.kill();
    await writing;
}
for (const conversation of new Set(acknowledged.values())) {
    const { body } = await ask(0, 'GET', `/conversations/${conversation}`);
    const there = new Set(body.notes.map((note) => note.text));
    for (const [text, where] of acknowledged) if (where === conversation && !there.has(text)) missing.add(text);
}
await server.stop();
remove(join(data, '..'));
ready.shift();  // the first one was no return
const name = kConversations.toLocaleString('en-US');
figure('ready: acknowledged notes that are missing', missing.size, '0', missing.size === 0 && acknowledged.size > 0, `of ${acknowledged.size}`);
figure('ready: other answers of the server', odd.size, '0', odd.size === 0, JSON.stringify([...odd]));
time_figure(`ready again with ${name} conversations, p50`, ready.sort((a, b) => a - b)[ready.length >> 1], 2000);
time_figure(`ready again with ${name} conversations, slowest of ${ready.length}`, ready.at(-1), 2000);
end();
