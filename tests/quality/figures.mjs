// The figures of the quality audit, computed on their own: nothing here comes from src/quality. `node figures.mjs`
// writes tests/vectors/quality.json (inputs and what must come out, as printed); src/quality/figures_test.cpp reads it,
// and figures.test.mjs holds the file to this script.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// ---- the normal distribution: its area by Simpson's rule, its quantile by bisection
const density = (x) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
function area(to) {
    const steps = 4000;
    const h = to / steps;
    let sum = density(0) + density(to);
    for (let i = 1; i < steps; ++i) sum += density(i * h) * (i % 2 ? 4 : 2);
    return 0.5 + sum * h / 3;
}
export function z_of(confidence) {
    const wanted = 1 - (1 - confidence / 100) / 2;
    let [low, high] = [0, 5];
    for (let i = 0; i < 60; ++i) {
        const middle = (low + high) / 2;
        if (area(middle) < wanted) low = middle;
        else high = middle;
    }
    return (low + high) / 2;
}
const kZ = Object.fromEntries([90, 95, 99].map((c) => [c, z_of(c)]));

// ---- Cochran, with the finite population
export function sample_size(population, expected, half_width, confidence) {
    const n0 = kZ[confidence] ** 2 * expected * (1 - expected) / half_width ** 2;
    return Math.min(population, Math.max(1, Math.ceil(n0 / (1 + (n0 - 1) / population))));
}

// ---- Wilson: the two roots of (share - p)^2 = z^2 p (1 - p) / n
export function wilson(share, n, z = kZ[95]) {
    const a = 1 + z * z / n;
    const b = -(2 * share + z * z / n);
    const c = share * share;
    const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
    return [Math.max(0, (-b - root) / (2 * a)), Math.min(1, (-b + root) / (2 * a))];
}

export function score_of(marked) {
    const total = marked.reduce((sum, one) => sum + one[1], 0);
    const mean = marked.reduce((sum, one) => sum + one[0] * one[1] / total, 0);
    const effective = 1 / marked.reduce((sum, one) => sum + (one[1] / total) ** 2, 0);
    const [low, high] = wilson(mean / 100, effective);
    return { effective, mean, low: low * 100, high: high * 100 };
}

// ---- kappa from agreement weights: (observed - expected) / (1 - expected)
export function kappa_of(levels, pairs) {
    const marks = levels === 5 ? [1, 2, 3, 4, 5] : [0, 1];
    const weight = (a, b) => 1 - ((a - b) / (marks.length - 1)) ** 2;
    const share = (side, mark) => pairs.filter((pair) => pair[side] === mark).length / pairs.length;
    const observed = pairs.reduce((sum, [a, b]) => sum + weight(a, b), 0) / pairs.length;
    let expected = 0;
    for (const a of marks) for (const b of marks) expected += weight(a, b) * share(0, a) * share(1, b);
    if (Math.abs(1 - expected) < 1e-12) return null;
    return (observed - expected) / (1 - expected);
}

// ---- the draw
export function stratum_of(candidate, columns) {
    return columns.map((column) => `${column}=${candidate[column]}`).join(' ') || 'all';
}
export function allocate(sizes, wanted) {
    const population = sizes.reduce((a, b) => a + b, 0);
    let places = Math.min(population, Math.max(wanted, Math.min(sizes.length, population)));
    const drawn = sizes.map(() => 0);
    let open = sizes.map((_, i) => i);
    let rest = population;
    for (;;) {
        const small = open.filter((i) => places * sizes[i] / rest < 1);
        if (!small.length) break;
        for (const i of small) drawn[i] = 1;
        places -= small.length;
        rest -= small.reduce((sum, i) => sum + sizes[i], 0);
        open = open.filter((i) => !small.includes(i));
    }
    for (const i of open) drawn[i] = Math.floor(places * sizes[i] / rest);
    const left = places - open.reduce((sum, i) => sum + drawn[i], 0);
    const by_remainder = [...open].sort((a, b) => (places * sizes[b]) % rest - (places * sizes[a]) % rest || a - b);
    for (const i of by_remainder.slice(0, left)) ++drawn[i];
    return drawn;
}
export function draw(candidates, columns, size, seed) {
    const key = (one) => createHash('sha256').update(`${seed}:${one.id}`).digest('hex');
    const strata = new Map();
    for (const one of candidates) strata.set(stratum_of(one, columns), [...(strata.get(stratum_of(one, columns)) ?? []), one]);
    const names = [...strata.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const drawn = allocate(names.map((name) => strata.get(name).length), size);
    const by_key = (a, b) => (key(a) < key(b) ? -1 : 1);
    const items = names.flatMap((name, i) => [...strata.get(name)].sort(by_key).slice(0, drawn[i])).sort(by_key);
    return { strata: names.map((name, i) => [name, strata.get(name).length, drawn[i]]), items: items.map((one) => one.id) };
}

// ---- what is put in: made from a seed of its own
let state = 20260312;
const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
};
const pick = (values) => values[Math.floor(random() * values.length)];
const fixed = (value, digits) => (value === null ? null : value.toFixed(digits));

export function everything() {
    state = 20260312;
    const sizes = [];
    for (const population of [1, 7, 50, 412, 5000, 1_000_000])
        for (const [expected, half, confidence] of [[0.95, 0.03, 95], [0.5, 0.05, 95], [0.9, 0.02, 99], [0.95, 0.05, 90]])
            sizes.push({ population, expected, half_width: half, confidence, size: sample_size(population, expected, half, confidence) });
    const scores = [];
    for (const n of [1, 2, 5, 12, 73, 200]) {
        for (const spread of [0, 20]) {
            const marked = Array.from({ length: n }, () => [
                random() < 0.03 && spread ? 0 : Math.round((100 - random() * spread) * 5) / 5, spread ? Math.round(random() * 90 + 10) / 10 : 1,
            ]);
            const score = score_of(marked);
            scores.push({ marked, effective: fixed(score.effective, 3), mean: fixed(score.mean, 3), low: fixed(score.low, 3), high: fixed(score.high, 3) });
        }
    }
    const kappas = [];
    for (const [levels, n, apart] of [[5, 64, 0.2], [5, 10, 0.6], [5, 200, 0.9], [5, 6, 0], [2, 40, 0.2], [2, 15, 0.7]]) {
        const marks = levels === 5 ? [3, 4, 5, 5, 5, 2, 1] : [0, 1, 1];
        const pairs = Array.from({ length: n }, () => {
            const first = pick(marks);
            return [first, random() < apart ? pick(marks) : first];
        });
        kappas.push({ levels, pairs, kappa: fixed(kappa_of(levels, pairs), 4) });
    }
    kappas.push({ levels: 5, pairs: [[5, 5], [5, 5]], kappa: null }, { levels: 2, pairs: [[0, 1], [1, 0]], kappa: fixed(kappa_of(2, [[0, 1], [1, 0]]), 4) });
    const candidates = Array.from({ length: 240 }, (_, i) => ({
        id: `01ANSWER${String(i).padStart(18, '0')}`,
        language: pick(['ko', 'ko', 'ko', 'en', 'en', 'ja']),
        network: pick(['one', 'one', 'two']),
        newcomer: random() < 0.1 ? 'yes' : 'no',
        kind: pick(['first', 'first', 'later', 'found']),
    }));
    for (const one of candidates) one.risk = pick(['none', 'none', 'none', 'none', 'goodwill', 'goodwill', 'legal', 'safety']);
    const draws = [];
    for (const [columns, size, seed] of [[[], 20, '20260312'], [['language'], 20, '20260312'], [['language'], 20, '7'],
        [['language', 'network', 'newcomer', 'kind'], 60, '7'], [['language', 'network', 'newcomer', 'kind'], 3, '7'],
        [['newcomer'], 1000, 'spring'], [['risk'], 24, '7'], [['language', 'risk'], 40, 'autumn']])
        draws.push({ columns, size, seed, ...draw(candidates, columns, size, seed) });
    return { about: 'Made by tests/quality/figures.mjs; read by src/quality/figures_test.cpp.', sizes, scores, kappas, candidates, draws };
}

export const text_of = (all) => `{\n${Object.entries(all).map(([key, value]) => ` ${JSON.stringify(key)}: ${Array.isArray(value)
    ? `[\n${value.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n ]` : JSON.stringify(value)}`).join(',\n')}\n}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(new URL('../vectors/quality.json', import.meta.url), text_of(everything()));
