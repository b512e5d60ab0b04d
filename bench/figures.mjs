// How a figure is told: one line for people, one of NDJSON in build/figures/bench.ndjson.
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export const root = process.env.MH_ROOT;
export const short = process.env.BENCH === 'short';
const folder = join(root, 'build', 'figures');
mkdirSync(folder, { recursive: true });

// `goal`: {most} or {least} of a number in the unit of the name; none: only told. `span`: [lowest, highest] of the
// rounds, where it says more than the middle one.
export function figure(name, measured, { reference = '-', ratio = null, goal = null, span = null } = {}) {
    const met = goal === null ? null : goal.most !== undefined ? measured <= goal.most : measured >= goal.least;
    const wanted = goal === null ? '-' : goal.most !== undefined ? `<= ${goal.most}` : `>= ${goal.least}`;
    const told = span ? `${round(measured)} (${round(span[0])} to ${round(span[1])})` : round(measured);
    console.log([name, told, reference, ratio === null ? '-' : ratio.toFixed(2), wanted, met === null ? '-' : met ? 'met' : 'short'].join(' | '));
    appendFileSync(
        join(folder, 'bench.ndjson'),
        `${JSON.stringify({ at: new Date().toISOString(), short, name, measured, span, reference, ratio, goal, met })}\n`,
    );
}

export function round(value) {
    if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
    return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

const started = Date.now();
export function progress(text) {
    const seconds = Math.round((Date.now() - started) / 1000);
    process.stderr.write(`  [${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, '0')}] ${text}\n`);
}

export function middle(values) {
    return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
