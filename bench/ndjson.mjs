// Passes `name | measured | reference | ratio | goal | met` on and keeps each line as NDJSON in build/figures/bench.ndjson.
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const folder = join(process.env.MH_ROOT, 'build', 'figures');
mkdirSync(folder, { recursive: true });
for await (const line of createInterface({ input: process.stdin })) {
    console.log(line);
    const [name, measured, reference, ratio, goal, met] = line.split(' | ');
    if (met === undefined || name === 'name') continue;
    const told = { at: new Date().toISOString(), name, measured: Number(measured), reference, ratio: Number(ratio), goal, met: met === 'met' };
    appendFileSync(join(folder, 'bench.ndjson'), `${JSON.stringify(told)}\n`);
}
