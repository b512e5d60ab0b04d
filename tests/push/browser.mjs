// A browser's side of web push, and its push service: keys, an endpoint, and what RFC 8291, 8188 and 8292 say of reading a
// message. Written from the RFCs with Node's own cryptography; nothing of the server's is used.
import assert from 'node:assert/strict';
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer } from 'node:http';

export class Browser {
    constructor(service, path) {
        this.path = path;
        this.service = service;
        this.ecdh = createECDH('prime256v1');
        this.ecdh.generateKeys();
        this.auth = randomBytes(16);
    }
    device = (name) => ({ endpoint: this.service.url(this.path), p256dh: this.ecdh.getPublicKey('base64url'), auth: this.auth.toString('base64url'), name });
    read(body) {
        const salt = body.subarray(0, 16);
        assert.equal(body.readUInt32BE(16), 4096);
        const length = body[20];
        const theirs = body.subarray(21, 21 + length);
        const record = body.subarray(21 + length);
        assert.ok(record.length <= 4096);
        const hkdf = (key, with_salt, info, size) => Buffer.from(hkdfSync('sha256', key, with_salt, info, size));
        const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.ecdh.getPublicKey(), theirs]);
        const ikm = hkdf(this.ecdh.computeSecret(theirs), this.auth, info, 32);
        const key = hkdf(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
        const nonce = hkdf(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
        const open = createDecipheriv('aes-128-gcm', key, nonce);
        open.setAuthTag(record.subarray(-16));
        const plain = Buffer.concat([open.update(record.subarray(0, -16)), open.final()]);
        const end = plain.lastIndexOf(2);
        assert.ok(end >= 0 && plain.subarray(end + 1).every((byte) => byte === 0), 'the last record ends with 2');
        return JSON.parse(plain.subarray(0, end).toString());
    }
}

export class PushService {
    async start() {
        this.came = [];
        this.says = () => 201;
        this.server = createServer(async (request, response) => {
            const chunks = [];
            for await (const chunk of request) chunks.push(chunk);
            const one = { path: request.url, headers: request.headers, body: Buffer.concat(chunks) };
            const status = this.says(one);
            this.came.push({ ...one, status });
            response.writeHead(status);
            response.end();
        });
        await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
        this.origin = `http://127.0.0.1:${this.server.address().port}`;
        return this;
    }
    url = (path) => this.origin + path;
    of = (path) => this.came.filter((one) => one.path === path);
    // RFC 8292, as a push service checks it: signed by the key for which the browser subscribed, for this service, not for long.
    checked(one, application_key) {
        const [, token, key] = /^vapid t=([^,]+), ?k=(.+)$/.exec(one.headers.authorization);
        assert.equal(key, application_key);
        const raw = Buffer.from(key, 'base64url');
        assert.equal(raw.length, 65);
        const [head, claims, signature] = token.split('.');
        const open = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: raw.subarray(1, 33).toString('base64url'), y: raw.subarray(33).toString('base64url') } });
        const holds = (text) => verify('sha256', Buffer.from(text), { key: open, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
        assert.ok(holds(`${head}.${claims}`), 'the signature holds');
        assert.ok(!holds(`${head}.${claims}x`), 'and for nothing else');
        assert.deepEqual(JSON.parse(Buffer.from(head, 'base64url')), { typ: 'JWT', alg: 'ES256' });
        const said = JSON.parse(Buffer.from(claims, 'base64url'));
        assert.equal(said.aud, this.origin);
        assert.ok(said.exp > Date.now() / 1000 && said.exp < Date.now() / 1000 + 86_400);
        return said;
    }
    async stop() {
        this.server.closeAllConnections();
        await new Promise((done) => this.server.close(done));
    }
}
