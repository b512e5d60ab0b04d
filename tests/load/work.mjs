// A server that is killed again and again, and the people who go on working meanwhile: shared by the proofs with SIGKILL.
import { sleep } from './lab.mjs';

// SIGKILL every 0.1 to 0.6 s. `trouble`: the server did not come up again.
export function keep_killing(server, random) {
    const run = { kills: 0, ready: [], trouble: null };
    let killing = true;
    const loop = (async () => {
        while (killing) {
            const at = performance.now();
            if (!(await server.start())) throw new Error(`the server did not start: ${server.process.errors()}`);
            run.ready.push(performance.now() - at);
            await sleep(100 + random() * 500);
            await server.kill();
            ++run.kills;
        }
    })();
    loop.catch((error) => (run.trouble = error));
    run.stop = async () => {
        killing = false;
        await loop;
    };
    return run;
}

// Answers each of `n` conversations whose newest post says "#number"; what gets no response is asked again, with the same
// key. Resolves to { acknowledged: conversation -> number, odd: refusals and how often } or throws what stands in the way.
export async function answer_all(people, n, run, { workers = 24, seconds = 60 + n / 4 } = {}) {
    const acknowledged = new Map();
    const taken = new Set();
    const odd = new Map();
    let todo = [];
    let over = false;
    const goes_on = () => acknowledged.size < n && !run.trouble && !over;
    const feeder = async () => {
        while (goes_on()) {
            try {
                todo = (await people[0].list('queue')).items.filter((row) => !taken.has(row.id));
            } catch { /* killed; again */ }
            await sleep(150);
        }
    };
    const worker = async (person) => {
        while (goes_on()) {
            const row = todo.shift();
            if (!row || taken.has(row.id)) {
                await sleep(50);
                continue;
            }
            taken.add(row.id);
            const number = Number(/#(\d+)/.exec(row.excerpt)[1]);
            while (!run.trouble && !over) {
                let answer;
                try {
                    answer = await person.submit(row.id, row.public_version, `Answer to question #${number}`, `proof-key-${number}`);
                } catch {
                    await sleep(40);
                    continue;
                }
                if (answer.status === 202) {
                    acknowledged.set(row.id, number);
                    break;
                }
                const why = `${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
                odd.set(why, (odd.get(why) ?? 0) + 1);
                taken.delete(row.id);
                break;
            }
        }
    };
    let timer;
    await Promise.race([
        Promise.all([feeder(), ...Array.from({ length: workers }, (_, i) => worker(people[1 + (i % (people.length - 1))]))]),
        new Promise((done) => (timer = setTimeout(done, seconds * 1000))),
    ]);
    clearTimeout(timer);
    over = true;
    if (run.trouble) throw run.trouble;
    if (acknowledged.size < n) throw new Error(`only ${acknowledged.size} of ${n} taken in ${seconds} s: ${JSON.stringify([...odd])}`);
    return { acknowledged, odd };
}
