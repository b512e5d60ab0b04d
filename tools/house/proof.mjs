// Runs every tests/<name>/proof.sh, shows what it says, keeps the figures with their seeds, and sums up by promise.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const kLong = process.env.PROOF === 'long';
const kAtMost = kLong ? 24 * 3600 : 900;  // seconds a proof may take
// Which promise a figure belongs to (docs/proof.md), by how its name begins.
const kPromises = [
    [/^(power|failing|ready)/, 1], [/^(kills|failpoint|threads|race|naive|control|intent)/, 2], [/^mentions/, 3], [/^networks/, 5],
    [/^(simulate: deadlines|simulate: clock)/, 6], [/^full disk/, 7], [/^backup/, 13], [/^upgrade/, 14], [/^simulate/, 'all'], [/^listen/, 'listening'], [/^(fuzz|sanitizer)/, 8],
];
const promise_of = (name) => kPromises.find(([begins]) => begins.test(name))?.[1] ?? 'other';

export function figure_of(line) {
    const parts = line.split(' | ');
    if (parts.length !== 6 || line.startsWith('#') || !['met', 'short', '-'].includes(parts[5])) return null;
    const [name, measured, reference, ratio, goal, met] = parts;
    return { name, measured, reference, ratio, goal, met: met === '-' ? null : met === 'met' };
}

const figures = [];
async function run(name, script) {
    const began = Date.now();
    let seed = null;
    const child = spawn('timeout', ['--kill-after=20', String(kAtMost), script], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, MH_FIGURES: 'here' } });
    process.once('SIGINT', () => child.kill('SIGTERM'));
    process.once('SIGTERM', () => child.kill('SIGTERM'));
    const ended = new Promise((done) => child.once('exit', (code) => done(code ?? 1)));
    for await (const line of createInterface({ input: child.stdout })) {
        console.log(line);
        seed = /^#.*\bseed (\d+)/.exec(line)?.[1] ?? seed;
        const figure = figure_of(line);
        if (figure) figures.push({ at: new Date().toISOString(), proof: name, ...figure, seed: seed === null ? null : Number(seed) });
    }
    const code = await ended;
    return { name, code, seconds: Math.round((Date.now() - began) / 1000) };
}

const wanted = process.argv.slice(2);
const all = readdirSync(join(root, 'tests')).filter((name) => existsSync(join(root, 'tests', name, 'proof.sh'))).sort();
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
    console.error(`no such proof: ${unknown.join(', ')}; there are ${all.join(', ')}`);
    process.exit(2);
}
const runs = [];
for (const name of wanted.length > 0 ? wanted : all) runs.push(await run(name, join(root, 'tests', name, 'proof.sh')));

mkdirSync(join(root, 'build', 'figures'), { recursive: true });
writeFileSync(join(root, 'build', 'figures', 'proof.ndjson'), figures.map((figure) => `${JSON.stringify(figure)}\n`).join(''));
const promises = new Map();
for (const figure of figures) {
    const sum = promises.get(promise_of(figure.name)) ?? { met: 0, short: [], told: 0 };
    if (figure.met === null) ++sum.told;
    else if (figure.met) ++sum.met;
    else sum.short.push(figure.name);
    promises.set(promise_of(figure.name), sum);
}
console.log('');
const order = [...promises].sort(([a], [b]) => (typeof a === 'number' ? a : 99) - (typeof b === 'number' ? b : 99));
for (const [promise, { met, short, told }] of order)
    console.log(`promise ${promise} | ${met} of ${met + short.length} figures | ${short.join('; ') || '-'} | - | all | ${short.length === 0 ? 'met' : 'short'}`);
for (const { name, code, seconds } of runs) console.log(`# tests/${name}: ${code === 0 ? 'held' : `ended with ${code}`} in ${seconds} s`);
const time = runs.reduce((sum, { seconds }) => sum + seconds, 0);
console.log(`proof: time of all | ${(time / 60).toFixed(1)} min | - | - | ${kLong ? '-' : '<= 20 min'} | ${kLong || time <= 1200 ? 'met' : 'short'}`);
process.exit(runs.some(({ code }) => code !== 0) ? 1 : 0);
