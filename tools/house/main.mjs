// Runs one check by name, or all, cheapest first. Prints what is wrong, then the figures; the exit code says whether all is well.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as architecture from './architecture.mjs';
import * as format from './format.mjs';
import * as fuzz from './fuzz.mjs';
import * as locales from './locales.mjs';
import * as loops from './loops.mjs';
import * as networks from './networks.mjs';
import * as policy from './policy.mjs';
import * as rooms from './rooms.mjs';
import * as sizes from './sizes.mjs';
import * as sql from './sql.mjs';
import * as tidy from './tidy.mjs';
import * as words from './words.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const kChecks = { rooms, sizes, architecture, networks, fuzz, policy, sql, loops, locales, words, format, tidy };
const kMostShown = 40;

const line = (f) => [f.name, f.measured, f.reference, f.ratio, f.goal, f.met === null ? '-' : f.met ? 'met' : 'short'].join(' | ');

async function run(name) {
    const started = Date.now();
    const { failures, figures } = await kChecks[name].check(root);
    for (const failure of failures.slice(0, kMostShown)) console.log(failure);
    if (failures.length > kMostShown) console.log(`... and ${failures.length - kMostShown} more`);
    return { name, failures, figures, seconds: (Date.now() - started) / 1000 };
}

const [what, ...rest] = process.argv.slice(2);
if (what === 'merge') {
    const { failures } = locales.merge(root);
    for (const failure of failures) console.log(failure);
    process.exit(failures.length > 0 ? 1 : 0);
} else if (what === 'all') {
    const names = Object.keys(kChecks).filter((name) => !(name === 'tidy' && rest.includes('--fast')));
    const results = [];
    for (const name of names) {
        const result = await run(name);
        console.log(`${result.failures.length === 0 ? 'ok    ' : 'FAILED'} check-${name} (${result.seconds.toFixed(1)} s)`);
        results.push(result);
    }
    const figures = results.flatMap((result) => result.figures);
    console.log('\nname | measured | reference | ratio | goal | met');
    for (const f of figures) console.log(line(f));
    const folder = join(root, 'build/figures');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'check.ndjson'), figures.map((f) => `${JSON.stringify(f)}\n`).join(''));
    const failed = results.filter((result) => result.failures.length > 0).length;
    console.log(`\n${results.length - failed} passed, ${failed} failed`);
    process.exit(failed > 0 ? 1 : 0);
} else if (Object.hasOwn(kChecks, what ?? '')) {
    const result = await run(what);
    for (const f of result.figures) console.log(line(f));
    process.exit(result.failures.length > 0 ? 1 : 0);
} else {
    console.error(`usage: tools/house/node ${Object.keys(kChecks).join('|')}|merge|all`);
    process.exit(2);
}
