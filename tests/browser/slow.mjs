// A slow afternoon, for finding races: MH_SLOW=1 puts this in front of the application. Answers of the API and what the
// live stream tells arrive late, files do too, and pages run on a throttled processor. How late is drawn from MH_SEED, so
// that a run can be repeated as far as two programs on one machine can.
//   MH_SLOW=1 MH_SEED=7 tests/browser/run.sh --stand-in
import { Agent, createServer, request as ask } from 'node:http';

export const slow = Boolean(process.env.MH_SLOW && process.env.MH_SLOW !== '0');
const kThrottle = Number(process.env.MH_THROTTLE ?? 4);      // times slower than this machine

// Small and good enough: the same numbers for the same seed (mulberry32).
function numbers(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}
const later = (ms) => new Promise((done) => setTimeout(done, ms));

// Stands before `target` (http://127.0.0.1:port) and lets everything through, late: {url, close}.
export async function slow_front(target, seed = Number(process.env.MH_SEED ?? 1)) {
    const random = numbers(seed);
    const to = new URL(target);
    const agent = new Agent({ keepAlive: true });
    // Most answers take a moment, one in eight takes long: then what was asked later is there before.
    const answer_ms = () => (random() < 0.125 ? 400 + random() * 900 : random() * 250);
    const file_ms = () => random() * 120;
    const event_ms = () => random() * 300;
    const server = createServer((request, response) => {
        // The application looks at who is asked, and from where: it is asked as if nothing stood before it.
        const headers = { ...request.headers, host: to.host };
        for (const name of ['origin', 'referer']) if (headers[name]) headers[name] = headers[name].replace(`http://${request.headers.host}`, to.origin);
        const api = request.url.startsWith('/api/');
        const onward = ask({ host: to.hostname, port: to.port, path: request.url, method: request.method, headers, agent }, async (answer) => {
            const stream = /event-stream/.test(answer.headers['content-type'] ?? '');
            // The change is made by now; whoever asked hears of it late, and the others, over the stream, may be first.
            await later(stream ? 0 : api ? answer_ms() : file_ms());
            response.writeHead(answer.statusCode, answer.headers);
            if (!stream) { answer.pipe(response); return; }
            response.flushHeaders();
            let line = Promise.resolve();
            answer.on('data', (part) => { line = line.then(() => later(event_ms())).then(() => response.write(part)); });
            answer.on('end', () => { void line.then(() => response.end()); });
            answer.on('error', () => response.destroy());
        });
        onward.on('error', () => response.destroy());
        response.on('close', () => { if (!response.writableFinished) onward.destroy(); });
        request.pipe(onward);
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    return {
        url: `http://127.0.0.1:${server.address().port}`,
        close: () => { server.closeAllConnections(); server.close(); agent.destroy(); },
    };
}

// Every page of the browser is throttled.
export function slow_browser(chromium) {
    const make = chromium.newContext.bind(chromium);
    chromium.newContext = async (options) => {
        const context = await make(options);
        context.on('page', (page) => {
            void context.newCDPSession(page).then((session) => session.send('Emulation.setCPUThrottlingRate', { rate: kThrottle })).catch(() => {});
        });
        return context;
    };
    return chromium;
}
