// Response times of an archive of conversations, computed from the file alone: an independent reading of what the
// product says about itself. Nothing of the product is used here.
//
// What counts (the product's definitions):
//  1. A conversation is one customer in one thread of one account. The account of a thread is the brand that its rows
//     name, else the brand that speaks first in it, else the first brand of the file that a text of it calls by @name.
//  2. An episode runs from the first unanswered post of the customer to the next post of that account in the same
//     conversation (the one of the post it replies to). Percentiles are nearest rank. Never = more than 7 days.
//  3. A post's time is the earlier of the written time and the network's own (the milliseconds in its id).
//
// node oracle.mjs FILE(.tsv|.csv|.ndjson, also .xz) [--json]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const kBands = [7, 12, 30, 60];
const kWeek = 7n * 86_400_000_000n;   // microseconds

function text_of(file) {
    return file.endsWith('.xz') ? execFileSync('xz', ['-dc', file], { maxBuffer: 1 << 30 }).toString('utf8') : readFileSync(file, 'utf8');
}

// RFC 4180: cells, and rows that may go over lines.
function csv_rows(text) {
    const rows = [[]];
    let cell = '';
    let quoted = false;
    for (let i = 0; i < text.length; i++) {
        const c = text[i];
        if (quoted) {
            if (c !== '"') cell += c;
            else if (text[i + 1] === '"') { cell += '"'; i++; } else quoted = false;
        } else if (c === '"') quoted = true;
        else if (c === ',') { rows.at(-1).push(cell); cell = ''; }
        else if (c === '\n') { rows.at(-1).push(cell.replace(/\r$/, '')); cell = ''; rows.push([]); }
        else cell += c;
    }
    if (cell !== '' || rows.at(-1).length > 0) rows.at(-1).push(cell);
    return rows.filter((row) => row.length > 1);
}

export function read(file) {
    const name = file.replace(/\.xz$/, '');
    const text = text_of(file).replace(/^\uFEFF/, '');
    if (name.endsWith('json') || name.endsWith('.jsonl')) {
        return text.split('\n').filter(Boolean).flatMap((line) => { try { const row = JSON.parse(line); return row && typeof row === 'object' ? [row] : []; } catch { return []; } });
    }
    const table = name.endsWith('.csv') ? csv_rows(text) : text.split('\n').filter(Boolean).map((line) => line.replace(/\r$/, '').split('\t'));
    const head = table[0];
    return table.slice(1).filter((row) => row.length === head.length).map((row) => Object.fromEntries(head.map((column, i) => [column, row[i]])));
}

const pick = (row, ...names) => { const found = names.find((name) => row[name] !== undefined && row[name] !== null); return found === undefined ? '' : String(row[found]); };

// Microseconds since 1970, as BigInt: milliseconds of the text, microseconds where it has them.
function instant(text) {
    if (!text) return null;
    const ms = Date.parse(text);
    if (Number.isNaN(ms)) return null;
    const fraction = /\.(\d{1,9})/.exec(text)?.[1] ?? '';
    return BigInt(Math.floor(ms / 1000)) * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6) || '0');
}
function time_in_id(id) {
    if (!/^\d{13,20}$/.test(id) || BigInt(id) < 1n << 40n) return null;
    return ((BigInt(id) >> 22n) + 1_288_834_974_657n) * 1000n;
}

// `told`: hears every post that counts, in the order of time: the conversation's key, microseconds, 'post' or 'answer'.
export function figures(rows, told = () => {}) {
    const posts = [];
    const last = new Map();
    const known = new Set();
    const has_parents = rows.length > 0 && ['parent', 'parent_id', 'in_response_to'].some((name) => name in rows[0]);
    for (const row of rows) {
        const id = pick(row, 'id', 'tweet_id');
        const thread = pick(row, 'thread', 'session');
        const role = pick(row, 'side', 'role', 'inbound').toLowerCase();
        const brand = pick(row, 'brand', 'company');
        const ours = ['brand', 'agent', 'answer', 'false'].includes(role);
        const theirs = role === 'customer' || role === 'true' || role.startsWith('client');
        const written = instant(pick(row, 'created', 'created_at', 'datetime'));
        const network = time_in_id(id);
        const times = [written, network].filter((time) => time !== null);
        if (!id || known.has(id) || (!ours && !theirs) || times.length === 0 || (pick(row, 'created', 'created_at', 'datetime') && written === null)) continue;
        const author = pick(row, 'author', 'author_id');
        if (!author) continue;
        known.add(id);
        const parent = pick(row, 'parent', 'parent_id', 'in_response_to') || (has_parents ? '' : last.get(thread) ?? '');
        if (thread) last.set(thread, id);
        posts.push({ id, thread, ours, brand, author: ours && brand ? brand : author, parent, at: times.reduce((a, b) => (a < b ? a : b)), text: pick(row, 'text', 'body'), n: posts.length });
    }
    const by_id = new Map(posts.map((post) => [post.id, post]));
    for (const post of posts) {
        if (post.thread) continue;
        let top = post.id;
        while (by_id.get(top)?.parent) top = by_id.get(top).parent;
        post.root = top;
    }
    for (const post of posts) post.root ??= post.thread;
    posts.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.n - b.n));

    const account = new Map();
    const brands = new Set();
    for (const post of posts) {
        const said = post.brand || (post.ours ? post.author : '');
        if (!said) continue;
        brands.add(said);
        if (!account.has(post.root)) account.set(post.root, said);
    }
    for (const post of posts) {
        if (account.has(post.root)) continue;
        const called = [...post.text.matchAll(/@([A-Za-z0-9_]+)/g)].map((match) => match[1]).find((name) => brands.has(name));
        if (called) account.set(post.root, called);
    }

    const conversations = new Map();   // key -> the open episode's time, or null
    const of_post = new Map();         // post id -> key, for those seen so far
    const took = [];
    let episodes = 0;
    for (const post of posts) {
        const ours = account.get(post.root);
        if (ours === undefined) continue;
        if (!post.ours) {
            const key = JSON.stringify([ours, post.author, post.root]);
            of_post.set(post.id, key);
            told(key, post.at, 'post');
            if ((conversations.get(key) ?? null) === null) { conversations.set(key, post.at); episodes++; }
            continue;
        }
        const key = of_post.get(post.parent);
        if (key === undefined) continue;                       // answers nothing that we know
        of_post.set(post.id, key);
        if (post.author !== ours) continue;                    // another brand in the thread
        told(key, post.at, 'answer');
        const since = conversations.get(key) ?? null;
        if (since === null || post.at < since) continue;
        took.push(post.at - since);
        conversations.set(key, null);
    }
    const answered = took.filter((time) => time <= kWeek);
    const seconds = answered.map((time) => Number(time / 1_000_000n)).sort((a, b) => a - b);
    const rank = (p) => (seconds.length === 0 ? null : seconds[Math.max(1, Math.ceil((p * seconds.length) / 100)) - 1]);
    const bands = [...kBands, null].map((minutes, i) => ({
        up_to_minutes: minutes,
        answered: answered.filter((time) => (i === 0 || time > BigInt(kBands[i - 1]) * 60_000_000n) && (minutes === null || time <= BigInt(minutes) * 60_000_000n)).length,
    }));
    return {
        episodes, answered: seconds.length, never: episodes - seconds.length,
        mean_seconds: seconds.length === 0 ? null : seconds.reduce((sum, value) => sum + value, 0) / seconds.length,
        p50_seconds: rank(50), p90_seconds: rank(90), p99_seconds: rank(99), bands,
    };
}

if (import.meta.url === `file://${process.argv[1]}`) {
    const file = process.argv[2];
    if (!file) { console.error('node oracle.mjs FILE [--json]'); process.exit(2); }
    console.log(JSON.stringify(figures(read(file)), null, process.argv.includes('--json') ? 0 : 2));
}
