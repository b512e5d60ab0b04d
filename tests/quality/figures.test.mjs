import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { everything, kappa_of, sample_size, text_of, wilson, z_of } from './figures.mjs';

test('the vectors are what the independent script computes', () => {
    assert.equal(readFileSync(new URL('../vectors/quality.json', import.meta.url), 'utf8'), text_of(everything()));
});

test('the script itself says what the books say', () => {
    assert.equal(z_of(95).toFixed(6), '1.959964');
    // Cochran's n0 of +-5 points at one half is 385, and 278 of a population of 1,000.
    assert.equal(sample_size(1e9, 0.5, 0.05, 95), 385);
    assert.equal(sample_size(1000, 0.5, 0.05, 95), 278);
    // Nothing of ten: up to z^2 / (n + z^2).
    assert.deepEqual(wilson(0, 10).map((one) => one.toFixed(4)), ['0.0000', '0.2775']);
    // 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: kappa 0.4.
    const pairs = [...Array(20).fill([1, 1]), ...Array(5).fill([1, 0]), ...Array(10).fill([0, 1]), ...Array(15).fill([0, 0])];
    assert.equal(kappa_of(2, pairs).toFixed(4), '0.4000');
});
