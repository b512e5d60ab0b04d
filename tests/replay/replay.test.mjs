// The product's replay against the independent reading of the same file, to the second: a generated archive always,
// real ones when their folder is given (MANYHANDS_ARCHIVES, colon-separated files).
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { figures as clocks, play } from '../clocks/figures.mjs';
import { figures, read } from './oracle.mjs';

const program = process.env.MANYHANDS_BIN;
const folder = mkdtempSync(join(tmpdir(), 'manyhands-replay-test.'));
after(() => rmSync(folder, { recursive: true, force: true }));

// The same every time: a small generator of numbers.
function numbers(seed) {
    let state = seed;
    return (below) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor((state / 4294967296) * below); };
}
// Threads with several customers, answers to answers, two brands in one thread, edits of time, silence of a week.
function archive(count) {
    const next = numbers(20261121);
    const rows = [];
    let id = 1000;
    for (let thread = 0; thread < count; thread++) {
        const brand = ['onmaru', 'hanbit', 'noeul'][next(3)];
        let at = Date.UTC(2026, 0, 1) + next(60 * 86_400) * 1000 + next(1000);
        const inside = [];
        const customers = [`c${next(500)}`, `c${next(500)}`];
        for (let n = 1 + next(9); n > 0; n--) {
            const ours = inside.length > 0 && next(5) < 2;
            const other = ours && next(12) === 0;
            const parent = inside.length === 0 ? '' : inside[next(inside.length)];
            rows.push({ tweet_id: String(++id), thread: String(thread), author_id: ours ? (other ? 'elsewhere' : brand) : customers[next(4) === 0 ? 1 : 0], inbound: ours ? 'False' : 'True',
                created_at: new Date(at).toISOString(), in_response_to: next(15) === 0 ? '99999999' : parent, text: `@${brand} 물통이 새요, "왜"일까요` });
            inside.push(String(id));
            at += next(4) === 0 ? next(9 * 86_400) * 1000 + 123 : next(3600) * 1000 + next(1000);
        }
    }
    return rows;
}
const tsv = (rows) => [Object.keys(rows[0]).join('\t'), ...rows.map((row) => Object.values(row).join('\t'))].join('\n') + '\n';
const csv_cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (rows) => [Object.keys(rows[0]).join(','), ...rows.map((row) => Object.values(row).map(csv_cell).join(','))].join('\r\n') + '\r\n';

function replay(file, ...more) {
    const done = spawnSync(program, ['replay', file, '--json', ...more], { encoding: 'utf8', maxBuffer: 1 << 28 });
    assert.equal(done.status, 0, done.stderr + done.stdout);
    return { ...JSON.parse(done.stdout.trim().split('\n').at(-1)), stderr: done.stderr };
}
function same(file, show) {
    const steps = [];
    const ours = figures(read(file), (talk, at, what) => { steps.push({ at: Number(at), do: what, talk, by: 'brand' }); });
    const theirs = replay(file);
    const line = (one) => `episodes ${one.episodes}, answered ${one.answered}, never ${one.never}, mean ${one.mean_seconds?.toFixed(3)}, p50 ${one.p50_seconds}, p90 ${one.p90_seconds}, p99 ${one.p99_seconds}, bands ${one.bands.map((band) => band.answered).join('/')}`;
    if (show) console.log(`${basename(file)}\n  script    ${line(ours)}\n  manyhands ${line(theirs)}`);
    for (const name of ['episodes', 'answered', 'never', 'p50_seconds', 'p90_seconds', 'p99_seconds']) assert.equal(theirs[name], ours[name], name);
    assert.ok(Math.abs(theirs.mean_seconds - ours.mean_seconds) < 1e-6, `mean ${theirs.mean_seconds} ${ours.mean_seconds}`);
    assert.deepEqual(theirs.bands, ours.bands);
    // An archive knows no holding answers: its real answers are the first ones.
    for (const name of ['answered', 'p50_seconds', 'p90_seconds', 'p99_seconds']) assert.equal(theirs.real[name], ours[name], `real ${name}`);
    assert.ok(Math.abs(theirs.real.mean_seconds - ours.mean_seconds) < 1e-6, `real mean ${theirs.real.mean_seconds} ${ours.mean_seconds}`);
    // The script of the clocks (tests/clocks) reads the same history: the first answer, the real one, their means. An archive is over.
    const script = clocks(play(steps), 'wall', () => true, { now: Number.MAX_SAFE_INTEGER, tick: 1e6 });
    for (const [what, here, there] of [['first', theirs, script.first], ['real', theirs.real, script.real]]) {
        assert.equal(here.answered, there.answered, `${what} answered`);
        for (const p of ['p50', 'p90', 'p99']) assert.equal(here[`${p}_seconds`], there[p], `${what} ${p}`);
        assert.ok(Math.abs(here.mean_seconds * there.answered - there.sum) < 1e-3, `${what} mean ${here.mean_seconds} ${there.sum / there.answered}`);
    }
    assert.equal(theirs.never, script.first.never, 'never');
    assert.equal(theirs.real.counted, ours.episodes);
    assert.equal(theirs.real.only_held + theirs.held, 0);
    return theirs;
}

describe('replay against an independent reading', { skip: program ? false : 'MANYHANDS_BIN is not set', concurrency: false }, () => {
    const rows = archive(150);
    const file = join(folder, 'made.tsv');
    writeFileSync(file, tsv(rows));

    it('a made archive, to the second', () => {
        const done = same(file, true);
        assert.ok(done.answered > 50 && done.never > 10, 'something to compare');
        assert.equal(done.bad_rows, 0);
    });
    it('the same as CSV, NDJSON and .xz', () => {
        const expected = figures(rows);
        const files = { 'made.csv': csv(rows), 'made.ndjson': rows.map((row) => JSON.stringify(row)).join('\n') };
        for (const [name, text] of Object.entries(files)) {
            writeFileSync(join(folder, name), text);
            assert.equal(replay(join(folder, name)).p90_seconds, expected.p90_seconds, name);
        }
        execFileSync('xz', ['-k', file]);
        assert.equal(replay(`${file}.xz`).p90_seconds, expected.p90_seconds);
    });
    it('wrong rows are named with their line, left out and counted', () => {
        const lines = tsv(rows).split('\n');
        lines[5] = 'only\tthree\tcells';
        lines[9] = lines[9].replace(/\d{4}-\d\d-\d\dT[^\t]*/, 'yesterday');
        const broken = join(folder, 'broken.tsv');
        writeFileSync(broken, lines.join('\n'));
        const done = replay(broken);
        assert.equal(done.bad_rows, 2);
        assert.match(done.stderr, /\b6\b/);
        assert.match(done.stderr, /\b10\b.*yesterday/);
        assert.equal(done.episodes, figures(read(broken)).episodes);
    });
    it('other names of columns, a folder that stays, and its report', () => {
        const other = join(folder, 'other.csv');
        writeFileSync(other, csv(rows.map(({ text, created_at, ...rest }) => ({ ...rest, written: created_at, words: text }))));
        const data = join(folder, 'kept');
        const done = replay(other, '--columns', 'created=written,text=words', '--data', data, '--speed', '100000000x');
        const report = JSON.parse(execFileSync(program, ['report', '--data', data, '--json', '--from', done.from, '--to', done.to, '--by', 'channel'], { encoding: 'utf8' }));
        assert.equal(report.p50_seconds, done.p50_seconds);
        assert.equal(report.groups.reduce((sum, group) => sum + group.answered, 0), done.answered);
        const again = spawnSync(program, ['replay', other, '--columns', 'created=written,text=words', '--data', data], { encoding: 'utf8' });
        assert.equal(again.status, 1, 'not into a folder that has a company');
    });
    it('wrong usage', () => {
        for (const args of [['replay'], ['replay', join(folder, 'nothing.csv')], ['replay', file, '--speed', 'fast'], ['replay', file, '--columns', 'colour=red']])
            assert.notEqual(spawnSync(program, args, { encoding: 'utf8' }).status, 0, args.join(' '));
    });
    const archives = (process.env.MANYHANDS_ARCHIVES ?? '').split(':').filter(Boolean);
    if (archives.length === 0) console.log('real archives: skipped: data not there');
    for (const real of archives)
        it(`real: ${basename(real)}`, () => { same(real, true); });
});
