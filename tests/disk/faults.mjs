// The first, second, third ... write, sync or open on the server's disk fails, and its nth request for memory; once, or from
// then on. The server may end; what it acknowledged must be there afterwards. Goes on until a run passes untouched.
//   node faults.mjs
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { end, figure, program, seed, sleep } from '../load/lab.mjs';
import { Company, shim } from './company.mjs';

// From one run to the next n grows by a part of itself: 0 is every single one (PROOF=long).
const kGrowth = Number(process.env.MH_FAULTS_GROWTH ?? (process.env.PROOF === 'long' ? 0 : 1));
const kRunAtMost = 2500;
const kWanted = 6;  // notes and answers in one run
const memory = join(dirname(program()), 'libmh_memory.so');
const kKinds = (process.env.MH_FAULTS_KINDS ?? 'write sync open write+ sync+ open+').split(' ');
// A sanitized program has an allocator of its own.
const kMemory = process.env.MH_FAULTS_MEMORY ? ['memory', 'memory+', 'serving memory', 'serving memory+'] : [];

async function sweep(kind, its_seed) {
    const company = await Company.found(its_seed);
    const fired = join(company.data, '..', 'fired');
    const out = { kind, runs: 0, struck: 0, ended: 0, unready: 0, stuck: [], missing: [], broken: [] };
    const serving = join(company.data, '..', 'serving');
    const base = kind.replace('+', '').split(' ').at(-1);
    const more = kind.endsWith('+') ? '+' : '';
    try {
        for (let n = 1, untouched = 0; untouched < 2; n = Math.max(n + 1, Math.floor(n * (1 + (base === 'memory' ? 3 * kGrowth || 0.1 : kGrowth))))) {
            rmSync(fired, { force: true });
            rmSync(serving, { force: true });
            const env = base === 'memory'
                ? { LD_PRELOAD: memory, MH_MEMORY_FAIL: `${n}${more}`, MH_MEMORY_FIRED: fired, ...(kind.startsWith('serving') ? { MH_MEMORY_AFTER: serving } : {}) }
                : company.env({ LD_PRELOAD: shim, MH_DISK_FAIL: `${base}@${n}${more}`, MH_DISK_FIRED: fired });
            ++out.runs;
            await company.mention(kWanted);
            if (await company.server.start(env)) {
                writeFileSync(serving, '');
                const had = company.acknowledged_count();
                const ends = performance.now() + kRunAtMost;
                await company.work(() => !company.server.alive() || performance.now() > ends || company.acknowledged_count() - had >= kWanted, 2);
                if (company.server.alive()) {
                    // It lives: then it answers, if only to say no.
                    const lives = await fetch(`${company.server.address}/healthz`, { signal: AbortSignal.timeout(10_000) }).then((r) => r.status, () => 0);
                    if (lives === 0 && company.server.alive()) out.stuck.push(n);
                    if (company.server.alive()) await company.server.kill();
                } else ++out.ended;
            } else ++out.unready;
            if (existsSync(fired)) ++out.struck;
            else ++untouched;
            const seen = company.look();
            if (seen.integrity !== 'ok') out.broken.push(`${kind}@${n}: ${seen.integrity.slice(0, 200)}`);
            out.missing.push(...seen.missing.map((one) => `${kind}@${n}: ${one}`));
            if (out.missing.length > 0 || out.broken.length > 0) break;
        }
        if (!(await company.server.start())) throw new Error(`it does not start any more: ${company.server.process.errors()}`);
        await sleep(500);
        out.settled = await company.settle();
        out.acknowledged = company.acknowledged_count();
        return out;
    } finally {
        await company.end();
    }
}

console.log(`# calls that fail, one after another | seed ${seed}`);
const work = [...kKinds, ...kMemory].map((kind, i) => ({ kind, its_seed: seed + i }));
const runs = [];
await Promise.all(Array.from({ length: Math.min(2, Number(process.env.MH_JOBS ?? 2)) }, async () => {
    for (let one; (one = work.shift());) runs.push(await sweep(one.kind, one.its_seed));
}));
for (const run of runs) {
    console.log(`# ${JSON.stringify({ ...run, settled: { ...run.settled, lost: run.settled?.lost.length } })}`);
    for (const bad of [...run.missing, ...run.broken].slice(0, 5)) console.error(`bad: ${bad}`);
    const lost = run.missing.length + run.settled.lost.length;
    figure(`failing ${run.kind}: runs in which it struck, until it did not`, run.struck, '>= 1', run.struck >= 1,
        `${run.ended} ended, ${run.unready} not ready`);
    figure(`failing ${run.kind}: acknowledged and lost`, lost, '0', lost === 0, `of ${run.acknowledged}`);
    figure(`failing ${run.kind}: doubled, broken or stuck`, run.settled.doubled.length + run.broken.length + run.stuck.length, '0',
        run.settled.doubled.length + run.broken.length + run.stuck.length === 0);
}
end();
