// The power goes, again and again, while people work: SIGKILL, and the folder keeps only what the program had synced,
// with some of the rest, torn. Nothing that was acknowledged may be missing.
//   node power.mjs [cuts]
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { cli, cli_with, end, figure, random_of, remove, seed, sleep, temporary, time_figure } from '../load/lab.mjs';
import { Company, on_shim } from './company.mjs';
import { cut_power } from './cut.mjs';

const kCuts = Number(process.argv[2] ?? process.env.MH_POWER_CUTS ?? 100);
const kAtOnce = Math.max(1, Math.min(Number(process.env.MH_JOBS ?? 2), 2));
const kSyncMs = '8';
const kControl = 10;  // it ends with the first loss

async function cuts(n, its_seed, { lies = false } = {}) {
    const random = random_of(its_seed);
    const company = await Company.found(its_seed, { faults: { refuse: 0.04, hang_up: 0.04 } });
    const out = { cuts: 0, acknowledged: 0, missing: [], broken: [], ready: [], unsynced: 0, kept: 0, torn: 0, names: 0, seed: its_seed };
    const log = join(company.data, '..', 'disk.log');
    try {
        for (; out.cuts < n; ++out.cuts) {
            const at = performance.now();
            if (!(await company.server.start(company.env({ MH_DISK_LOG: log, MH_DISK_SLOW: kSyncMs, ...(lies ? { MH_DISK_LIES: '1' } : {}) })))) {
                out.broken.push(`cut ${out.cuts}: does not start again: ${company.server.process.errors().slice(-300)}`);
                break;
            }
            out.ready.push(performance.now() - at);
            await company.mention(30);
            const ends = performance.now() + 200 + random() * 600;
            let over = false;
            const work = company.work(() => over);
            await sleep(ends - performance.now());
            await company.server.kill();
            over = true;
            await work;
            const took = cut_power(log, random);
            for (const key of ['unsynced', 'kept', 'torn', 'names']) out[key] += took[key];
            const seen = company.look();
            if (seen.integrity !== 'ok') out.broken.push(`cut ${out.cuts}: ${seen.integrity.slice(0, 200)}`);
            if (seen.missing.length > 0) out.missing.push(...seen.missing.map((one) => `cut ${out.cuts}: ${one}`));
            if (out.missing.length > 0 || out.broken.length > 0) break;
        }
        out.acknowledged = company.acknowledged_count();
        if (!lies && out.missing.length === 0 && out.broken.length === 0) {
            await company.server.start(company.env());
            out.end = await company.settle();
        }
        out.odd = [...company.odd];
        return out;
    } finally {
        await company.end();
    }
}

// A company that was just founded, and the key that all its secrets hang on.
async function births(n, its_seed) {
    const random = random_of(its_seed);
    let whole = 0;
    for (let i = 0; i < n; ++i) {
        const folder = temporary();
        const data = join(folder, 'data');
        const log = join(folder, 'disk.log');
        mkdirSync(data);
        const founded = ['init', '--brand', 'Hanbit', '--name', 'Kim Gaon', '--email', 'kim@hanbit.example'];
        await cli_with(on_shim(data, { MH_DISK_LOG: log }), data, ...founded);
        cut_power(log, random);
        try {
            const db = new DatabaseSync(join(data, 'manyhands.db'));
            const { n: people } = db.prepare('select count(*) as n from employees').get();
            db.close();
            const key = join(data, 'data.key');
            if (people === 1 && existsSync(key) && statSync(key).size === 32 && (await cli(data, 'audit', 'verify')).ok) ++whole;
        } catch (error) {
            console.error(`bad: founded with seed ${its_seed}, the ${i + 1}th: ${error.message}`);
        }
        remove(folder);
    }
    return whole;
}

console.log(`# the power is cut ${kCuts} times under load | seed ${seed}`);
const each = Math.ceil(kCuts / kAtOnce);
const runs = await Promise.all(Array.from({ length: kAtOnce }, (_, i) => cuts(each, seed + i)));
const sum = (of) => runs.reduce((all, run) => all + of(run), 0);
for (const run of runs) {
    console.log(`# ${JSON.stringify({ ...run, ready: undefined })}`);
    for (const bad of [...run.missing, ...run.broken].slice(0, 5)) console.error(`bad: seed ${run.seed}: ${bad}`);
}
const ready = runs.flatMap((run) => run.ready).sort((a, b) => a - b);
figure('power: cuts under load', sum((run) => run.cuts), `${each * kAtOnce}`, sum((run) => run.cuts) === each * kAtOnce);
figure('power: changes that were not synced and taken back', sum((run) => run.unsynced - run.kept), '>= 1', sum((run) => run.unsynced - run.kept) >= 1,
    `${sum((run) => run.kept)} kept, ${sum((run) => run.torn)} torn, ${sum((run) => run.names)} names`);
figure('power: acknowledged and lost', sum((run) => run.missing.length + (run.end?.lost.length ?? 0)), '0',
    sum((run) => run.missing.length + (run.end?.lost.length ?? 1)) === 0, `of ${sum((run) => run.acknowledged)}`);
figure('power: broken files', sum((run) => run.broken.length), '0', sum((run) => run.broken.length) === 0);
figure('power: answers doubled', sum((run) => run.end?.doubled.length ?? 0), '0', sum((run) => run.end?.doubled.length ?? 1) === 0);
figure('power: mentions missing or doubled', sum((run) => Math.abs(run.end?.mentions_missing ?? 0) + (run.end?.mentions_doubled ?? 0)), '0',
    sum((run) => Math.abs(run.end?.mentions_missing ?? 1) + (run.end?.mentions_doubled ?? 1)) === 0);
time_figure('power: ready again, p50', ready[ready.length >> 1] ?? 0, 2000);
time_figure('power: ready again, slowest', ready.at(-1) ?? 0, 2000);
const kBirths = Math.min(20, Math.max(2, Math.floor(kCuts / 6)));
const whole = await births(kBirths, seed);
figure('power: companies whole after a cut behind their founding', whole, `${kBirths}`, whole === kBirths);
// The same with a disk that says "synced" and lies: the proof must see it.
const fooled = await cuts(kControl, seed + 100, { lies: true });
figure('power: lost on a disk that lies', fooled.missing.length + fooled.broken.length, '>= 1 (the proof can fail)',
    fooled.missing.length + fooled.broken.length >= 1, `${fooled.cuts + 1} cuts`);
end();
