// Starts atnet.mjs and speaks to it: what a test in node needs, without any client library.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Resolves to { pds, appview, plc, introspect, control, account(), settle(), stop(), process } when the network is up.
export async function startAtNetwork({ rateLimits = false } = {}) {
    const script = fileURLToPath(new URL('atnet.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, '--with-stdin', ...(rateLimits ? ['--rate-limits'] : [])], {
        stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    const addresses = await new Promise((resolve, reject) => {
        let text = '';
        child.stdout.on('data', (chunk) => {
            text += chunk;
            if (text.includes('\n')) resolve(JSON.parse(text));
        });
        child.once('exit', (code) => reject(new Error(`the AT network ended with ${code}`)));
    });
    const post = async (path, body = {}) => {
        const answer = await fetch(addresses.control + path, { method: 'POST', body: JSON.stringify(body) });
        const json = await answer.json();
        if (!answer.ok) throw new Error(json.error);
        return json;
    };
    return {
        ...addresses,
        process: child,
        account: async (fields) => new AtAccount(addresses.pds, await post('/account', fields)),
        settle: () => post('/settle'),
        stop: async () => {
            child.stdin.end();
            await exited;
        },
    };
}

// One person or brand on the network, signed in.
export class AtAccount {
    constructor(pds, { did, handle, password, accessJwt }) {
        Object.assign(this, { pds, did, handle, password, accessJwt });
    }

    async call(method, body) {
        const answer = await fetch(`${this.pds}/xrpc/${method}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: `Bearer ${this.accessJwt}` },
            body: JSON.stringify(body),
        });
        return { status: answer.status, headers: answer.headers, body: await answer.json().catch(() => ({})) };
    }

    async query(method, parameters = {}) {
        const answer = await fetch(`${this.pds}/xrpc/${method}?${new URLSearchParams(parameters)}`, {
            headers: { authorization: `Bearer ${this.accessJwt}` },
        });
        return { status: answer.status, headers: answer.headers, body: await answer.json().catch(() => ({})) };
    }

    // A new post; `mention` = { handle, did } adds the facet (byte offsets), `reply` = { root, parent } of { uri, cid }.
    async post(text, { mention, reply, langs } = {}) {
        const record = { $type: 'app.bsky.feed.post', text, createdAt: new Date().toISOString() };
        if (langs) record.langs = langs;
        if (reply) record.reply = reply;
        if (mention) {
            const byteStart = Buffer.byteLength(text.slice(0, text.indexOf(`@${mention.handle}`)));
            record.facets = [
                {
                    index: { byteStart, byteEnd: byteStart + Buffer.byteLength(`@${mention.handle}`) },
                    features: [{ $type: 'app.bsky.richtext.facet#mention', did: mention.did }],
                },
            ];
        }
        const { status, body } = await this.call('com.atproto.repo.createRecord', {
            repo: this.did,
            collection: 'app.bsky.feed.post',
            record,
        });
        if (status !== 200) throw new Error(`post: ${status} ${JSON.stringify(body)}`);
        return { uri: body.uri, cid: body.cid };
    }

    async put(rkey, record) {
        return this.call('com.atproto.repo.putRecord', { repo: this.did, collection: 'app.bsky.feed.post', rkey, record });
    }

    async remove(uri) {
        return this.call('com.atproto.repo.deleteRecord', {
            repo: this.did,
            collection: 'app.bsky.feed.post',
            rkey: uri.split('/').at(-1),
        });
    }
}

// Asks again until the answer holds; a network tells us about a post when it likes.
export async function until(ask, { seconds = 15, what = 'the expected answer' } = {}) {
    const end = performance.now() + seconds * 1000;
    for (;;) {
        const value = await ask();
        if (value) return value;
        if (performance.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
