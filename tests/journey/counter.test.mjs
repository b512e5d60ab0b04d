// Every vector of the grapheme rule against the network's own counter: what we call fitting the real PDS accepts, and
// what we call too long it refuses.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { startAtNetwork } from '../servers/atnet-client.mjs';

const all = JSON.parse(readFileSync(new URL('../vectors/counter.json', import.meta.url), 'utf8'));
const vectors = (Array.isArray(all) ? all : all.vectors).filter((vector) => vector.rule === 'graphemes-300');
const subset = JSON.parse(readFileSync(new URL('../vectors/pds-subset.json', import.meta.url), 'utf8'));
let network, writer;
before(async () => {
    network = await startAtNetwork();
    writer = await network.account({ handle: 'writer.test' });
}, { timeout: 120_000 });
after(() => network?.stop(), { timeout: 30_000 });

describe('the counter against the real network', { timeout: 240_000 }, () => {
    const check = async (list) => {
        const different = [];
        for (const { id, text, fits, used, bytes } of list) {
            const { status } = await writer.call('com.atproto.repo.createRecord', {
                repo: writer.did, collection: 'app.bsky.feed.post',
                record: { $type: 'app.bsky.feed.post', text, createdAt: new Date().toISOString() },
            });
            if ((status === 200) !== fits) different.push(`${id}: ${used} graphemes, ${bytes} bytes, we say ${fits}, the network ${status}`);
        }
        return different;
    };
    it(`agrees on ${vectors.length} vectors`, async () => {
        assert.ok(vectors.length > 400);
        const published = vectors.map((vector) => ({ ...vector, text: vector.published ?? vector.text }));
        assert.deepEqual(await check(published), []);
    });
    it('agrees at and over the limits', async () => {
        assert.deepEqual(await check(subset.texts), []);
    });
});
