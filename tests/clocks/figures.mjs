// The clocks of the first answer, of the real answer and of what was promised and done, computed on their own from
// what happened: nothing here comes from src. `node figures.mjs` writes tests/vectors/clocks.json (histories and what
// must come out); src/storage/clocks_test.cpp plays the histories through the product and reads its report, and
// figures.test.mjs holds the file to this script. Instants are seconds from a Monday 00:00 UTC.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const kHour = 3600;
const kDay = 24 * kHour;
const kWeek = 7 * kDay;
const kNow = 10 * kDay;
const kOffices = { care: [9 * kHour, 18 * kHour], legal: [10 * kHour, 16 * kHour] };   // Monday to Friday

// ---- what a history means
export function play(steps) {
    const talks = new Map();
    const episodes = new Set();
    const concerns = new Set();
    const actions = new Map();   // name -> what was promised
    const talk = (name) => talks.get(name) ?? talks.set(name, { dept: 'care', open: null, debt: null, let_go: null, closed: false, last: null }).get(name);
    // row: the question that it began with.
    const begins = (row) => {
        const concern = { since: row.since, row, spans: [], held: false, missed: 0, end: null, fate: 'open', who: '', dept: row.dept };
        concerns.add(concern);
        return concern;
    };
    const ask = (t, at) => {
        t.open = { since: at, concern: null, end: null, fate: 'open', who: '', dept: t.dept };
        t.open.concern = t.debt ? t.debt.concern : begins(t.open);
        episodes.add(t.open);
    };
    // The promises that passed by then were missed, each once.
    const pass = (at) => {
        for (const t of talks.values())
            if (t.debt && !t.debt.passed && t.debt.until <= at) { t.debt.passed = true; t.debt.concern.missed += 1; }
    };
    const settle = (t, at, who, fate) => {
        const concern = t.debt ? t.debt.concern : t.open?.concern;
        if (concern) { Object.assign(concern, { end: at, fate, who, dept: t.dept }); t.asked = concern.since; }
        t.debt = null;
    };
    const first = (t, at, who, fate) => {
        if (!t.open) return;
        Object.assign(t.open, { end: at, fate, who, dept: t.dept });
        t.open = null;
        t.dropped = fate === 'dropped';
    };
    let before = null;   // of the last merge
    for (const step of steps) {
        pass(step.at);
        const t = step.talk ? talk(step.talk) : null;
        switch (step.do) {
            case 'post':
                t.last = step.at;
                if (t.closed) { t.closed = false; t.let_go = null; }
                if (!t.open) { t.let_go = null; ask(t, step.at); }
                break;
            case 'hold': {
                const concern = t.debt ? t.debt.concern : t.open.concern;
                concern.held = true;
                first(t, step.at, step.by, 'answered');
                t.debt = { concern, until: step.until, passed: false };
                break;
            }
            case 'answer':
                settle(t, step.at, step.by, 'answered');
                first(t, step.at, step.by, 'answered');
                break;
            case 'elsewhere':
                settle(t, step.at, '', 'answered');
                first(t, step.at, '', 'answered');
                break;
            case 'hand_off': {
                const concern = t.debt ? t.debt.concern : t.open?.concern;
                if (concern) concern.spans.push({ dept: t.dept, until: step.at });
                t.dept = step.to;
                if (t.open) t.open.dept = step.to;
                if (concern) concern.dept = step.to;
                break;
            }
            case 'close':
                t.let_go = t.debt;
                settle(t, step.at, '', t.debt ? 'let_go' : 'dropped');
                first(t, step.at, '', 'dropped');
                t.closed = true;
                break;
            case 'reopen':
                t.closed = false;
                if (t.let_go) {
                    t.debt = t.let_go;
                    Object.assign(t.debt.concern, { end: null, fate: 'open', who: '', dept: t.dept });
                    t.let_go = null;
                    pass(step.at);
                }
                if (t.dropped) ask(t, t.last);
                break;
            case 'merge': {
                const into = talk(step.into);
                const kept = (one) => ({ ...one, ...(one.spans ? { spans: [...one.spans] } : {}) });
                before = { t: { ...t, debt: t.debt && { ...t.debt } }, into: { ...into, debt: into.debt && { ...into.debt } }, all: [...concerns, ...episodes].map((one) => [one, kept(one)]), concerns: new Set(concerns), episodes: new Set(episodes) };
                if (t.open || t.debt) into.closed = false;
                // One open question, since the earlier of the two. What moves takes its time along, not its departments.
                if (t.open) {
                    episodes.delete(t.open);
                    if (t.open.concern.row === t.open) concerns.delete(t.open.concern);
                    if (into.open) {
                        into.open.since = Math.min(into.open.since, t.open.since);
                        if (into.open.concern.row === into.open) into.open.concern.since = into.open.since;
                    } else {
                        into.open = { ...t.open, dept: into.dept, concern: null };
                        episodes.add(into.open);
                        if (!into.debt && !t.debt) into.open.concern = begins(into.open);
                    }
                }
                // One debt, since the earliest question of all, by the earlier promise.
                const debts = [into.debt, t.debt].filter(Boolean);
                if (debts.length > 0) {
                    const by = debts.reduce((a, b) => (b.until < a.until ? b : a));
                    const open = into.open;
                    const all = [...(open ? [{ since: open.since, concern: open.concern?.row === open ? open.concern : null }] : []), ...debts.map((one) => ({ since: one.concern.since, concern: one.concern }))];
                    const best = all.reduce((a, b) => (b.since < a.since ? b : a));
                    const one = best.concern ?? begins(open);
                    const missed = new Set(debts.map((debt) => debt.concern).filter(Boolean));
                    one.missed = [...missed].reduce((sum, concern) => sum + concern.missed, 0);
                    for (const other of all) if (other.concern && other.concern !== one) concerns.delete(other.concern);
                    Object.assign(one, { held: true, dept: into.dept });
                    if (open) open.concern = one;
                    into.debt = { concern: one, until: by.until, passed: by.passed };
                }
                into.last = Math.max(into.last, t.last);
                Object.assign(t, { open: null, debt: null, let_go: null, closed: true, merged: true });
                break;
            }
            // The clock runs from the question, whose answer is given, owed or open.
            case 'promise':
                actions.set(step.action, { since: t.debt ? t.debt.concern.since : t.open ? t.open.since : t.asked, end: null, fate: 'open', who: step.owner, dept: step.dept });
                break;
            case 'hand_on':
                Object.assign(actions.get(step.action), { who: step.owner, dept: step.dept });
                break;
            case 'done':
                Object.assign(actions.get(step.action), { end: step.at, fate: 'answered' });
                break;
            case 'cancel':
                actions.get(step.action).fate = 'dropped';
                break;
            case 'unmerge': {
                for (const [one, was] of before.all) Object.assign(one, was);
                for (const [set, was] of [[concerns, before.concerns], [episodes, before.episodes]]) { set.clear(); for (const one of was) set.add(one); }
                Object.assign(t, { merged: false }, before.t);
                Object.assign(talk(step.into), before.into);
                break;
            }
        }
    }
    pass(kNow);
    return { episodes: [...episodes], concerns: [...concerns], actions: [...actions.values()] };
}

// ---- times
function office(from, to, dept) {
    const [opens, shuts] = kOffices[dept];
    let sum = 0;
    for (let day = Math.floor(from / kDay); day * kDay < to; ++day) {
        if (day % 7 >= 5) continue;
        sum += Math.max(0, Math.min(to, day * kDay + shuts) - Math.max(from, day * kDay + opens));
    }
    return sum;
}
// Of an archive instants are finer than seconds: `kTick` of them make one.
let kTick = 1;
const took = (clock, from, to, dept) => Math.floor(span_of(clock, from, to, dept) / kTick);
const span_of = (clock, from, to, dept) => (clock === 'wall' ? Math.max(0, to - from) : office(from, to, dept));
const rank = (sorted, p) => (sorted.length === 0 ? null : sorted[Math.max(1, Math.ceil((p * sorted.length) / 100)) - 1]);
function times(list) {
    const sorted = [...list].sort((a, b) => a - b);
    return { sum: sorted.reduce((a, b) => a + b, 0), answered: sorted.length, p50: rank(sorted, 50), p90: rank(sorted, 90), p99: rank(sorted, 99) };
}
let now_is = kNow;
const late = (one) => (one.end ?? now_is) - one.since > kWeek * kTick || (one.end === null && now_is - one.since >= kWeek * kTick);

export function figures(all, clock, keep = () => true, { now = kNow, tick = 1 } = {}) {
    [now_is, kTick] = [now, tick];
    const first = [];
    let never = 0;
    for (const one of all.episodes.filter(keep)) {
        if (one.fate === 'dropped') continue;
        if (late(one)) never += 1;
        else if (one.fate === 'answered') first.push(took(clock, one.since, one.end, one.dept));
    }
    const real = [];
    const counts = { counted: 0, waiting: 0, never: 0, only_held: 0, held: 0, missed: 0 };
    const departments = {};
    for (const one of all.concerns.filter(keep)) {
        if (one.fate === 'dropped') continue;
        counts.counted += 1;
        counts.held += one.held ? 1 : 0;
        counts.missed += one.held && one.missed > 0 ? 1 : 0;
        if (one.fate === 'let_go' || (one.held && late(one))) { counts.only_held += 1; continue; }
        if (late(one)) { counts.never += 1; continue; }
        if (one.fate !== 'answered') { counts.waiting += 1; continue; }
        real.push(took(clock, one.since, one.end, one.dept));
        let from = one.since;
        const had = new Set();
        for (const span of [...one.spans, { dept: one.dept, until: one.end }]) {
            const of = (departments[span.dept] ??= { concerns: 0, seconds: 0 });
            of.concerns += had.has(span.dept) ? 0 : 1;
            had.add(span.dept);
            of.seconds += took(clock, from, Math.min(span.until, one.end), span.dept);
            from = Math.max(from, Math.min(span.until, one.end));
        }
    }
    const promised = all.actions.filter((one) => keep(one) && one.fate !== 'dropped');
    const done = promised.filter((one) => one.fate === 'answered');
    const action = { counted: promised.length, waiting: promised.length - done.length, ...times(done.map((one) => took(clock, one.since, one.end, one.dept))) };
    return { first: { ...times(first), never }, real: { ...counts, ...times(real) }, departments, action };
}

// ---- histories: the same every time
function numbers(seed) {
    let state = seed;
    return (below) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor((state / 4294967296) * below); };
}
export function history(seed) {
    const next = numbers(seed);
    const names = ['a', 'b', 'c'];
    const people = ['min', 'sue'];
    const steps = [];
    const at_work = new Map(names.map((name) => [name, { open: false, debt: false, closed: false, gone: false, asked: false, dept: 'care' }]));
    // What is promised and done beside it has numbers of its own.
    const more = numbers(seed ^ 0x2f6e2b1);
    const promised = [];
    let promises = 0;
    const beside = (name) => {
        const t = at_work.get(name);
        const one = { owner: people[more(2)], dept: ['care', 'legal'][more(2)] };
        if (more(3) === 0 && !t.gone && (t.open || t.debt || (t.answered && !t.merged))) {
            const action = `p${++promises}`;
            steps.push({ at, do: 'promise', talk: name, action, ...one, due: at + 600 + more(5 * kDay) });
            promised.push(action);
        } else if (more(3) === 0 && promised.length > 0) {
            const action = promised[more(promised.length)];
            const how = ['done', 'done', 'done', 'cancel', 'hand_on'][more(5)];
            steps.push({ at, do: how, action, ...(how === 'hand_on' ? one : {}) });
            if (how !== 'hand_on') promised.splice(promised.indexOf(action), 1);
        }
    };
    let at = next(5 * kDay);
    for (let n = 0; n < 14; n++) {
        at += 1 + (next(6) === 0 ? next(3 * kDay) : next(3 * kHour));
        const name = names[next(names.length)];
        const t = at_work.get(name);
        if (at >= kNow) break;
        if (steps.length > 0) beside(names[more(names.length)]);
        if (t.gone) continue;
        const waits = t.open || t.debt;
        const roll = next(12);
        if (!t.asked || (roll < 3 && !t.open)) {
            steps.push({ at, do: 'post', talk: name });
            Object.assign(t, { open: true, closed: false, asked: true });
        } else if (roll < 5 && waits) {
            steps.push({ at, do: 'hold', talk: name, by: people[next(2)], until: at + 600 + next(8 * kHour) });
            Object.assign(t, { open: false, debt: true });
        } else if (roll < 7 && waits) {
            steps.push(next(5) === 0 ? { at, do: 'elsewhere', talk: name } : { at, do: 'answer', talk: name, by: people[next(2)] });
            Object.assign(t, { open: false, debt: false, answered: true });
        } else if (roll < 9 && !t.closed) {
            t.dept = t.dept === 'care' ? 'legal' : 'care';
            steps.push({ at, do: 'hand_off', talk: name, to: t.dept });
        } else if (roll === 9) {
            if (t.closed) {
                steps.push({ at, do: 'reopen', talk: name });
                Object.assign(t, { closed: false, open: t.was_open, debt: t.was_debt });
            } else {
                steps.push({ at, do: 'close', talk: name });
                Object.assign(t, { was_open: t.open, was_debt: t.debt, closed: true, open: false, debt: false });
            }
        } else if (roll === 10) {
            const other = names.find((one) => one !== name && at_work.get(one).asked && !at_work.get(one).gone);
            if (other === undefined) continue;
            const into = at_work.get(other);
            steps.push({ at, do: 'merge', talk: name, into: other });
            t.merged = into.merged = true;
            if (next(3) === 0) { steps.push({ at: at + 1, do: 'unmerge', talk: name, into: other }); at += 1; continue; }
            if (waits) into.closed = false;
            Object.assign(into, { open: into.open || t.open, debt: into.debt || t.debt });
            t.gone = true;
        }
    }
    return steps;
}

export function everything() {
    const histories = Array.from({ length: 120 }, (_, i) => history(20261122 + i * 7919));
    const all = { episodes: [], concerns: [], actions: [] };
    for (const steps of histories) {
        const one = play(steps);
        all.episodes.push(...one.episodes);
        all.concerns.push(...one.concerns);
        all.actions.push(...one.actions);
    }
    const of = (clock) => ({
        all: figures(all, clock),
        by_department: Object.fromEntries(['care', 'legal'].map((dept) => [dept, figures(all, clock, (one) => one.dept === dept)])),
        by_employee: Object.fromEntries(['min', 'sue'].map((who) => [who, figures(all, clock, (one) => one.who === who)])),
    });
    return { about: 'Made by tests/clocks/figures.mjs; played by src/storage/clocks_test.cpp.', now: kNow, wall: of('wall'), business: of('business'), histories };
}
export const text_of = (all) => `{\n${Object.entries(all).map(([key, value]) => ` ${JSON.stringify(key)}: ${Array.isArray(value)
    ? `[\n${value.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n ]` : JSON.stringify(value)}`).join(',\n')}\n}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(new URL('../vectors/clocks.json', import.meta.url), text_of(everything()));
