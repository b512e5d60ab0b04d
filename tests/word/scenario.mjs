// The company's word, from the rules to the promise kept, on the real program over HTTP: tone, terms and a goodwill limit
// are set; a newcomer drafts a banned term, then a refund above the limit, by the web app's session, by an API token, by
// clients of their own; a holding answer goes out in time; legal approves on a clock; the action is done the next day;
// one follow-up. Between every two steps the server is killed with SIGKILL, and nothing may have changed. Time is the
// machine's, set ahead below both processes (clock.c).
import { mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../journey/server.mjs';

const kMinute = 60;
const kHour = 60 * kMinute;
const kDay = 24 * kHour;

// Both of what lab.mjs starts, server and network, go by this clock: set before it takes the environment.
const folder = mkdtempSync(join(process.env.MH_TMP ?? tmpdir(), 'mh-word-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const clock_file = openSync(join(folder, 'clock'), 'w+');
let ahead = 0;   // seconds
function turn(seconds) {
    ahead += seconds;
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(ahead) * 1_000_000n);
    writeSync(clock_file, bytes, 0, 8, 0);
}
turn(0);
const now = () => Date.now() + ahead * 1000;
const at = (seconds) => new Date(now() + seconds * 1000).toISOString();
Object.assign(process.env, {
    LD_PRELOAD: join(program(), '..', 'libmh_clock.so'),
    MH_CLOCK_FILE: join(folder, 'clock'),
    // A sanitized program wants its runtime to come first; the shim calls nothing of it.
    ASAN_OPTIONS: [process.env.ASAN_OPTIONS, 'verify_asan_link_order=0'].filter(Boolean).join(':'),
});
const { cli, end, figure, Network, remove, Server, sleep, temporary, until } = await import('../load/lab.mjs');

// -- who is there ------------------------------------------------------------------------------------------------------

// Somebody over HTTP: by a session of the web app (cookie and CSRF token) or by a token.
class Client {
    constructor(server, { link, token }) {
        Object.assign(this, { server, link, token, cookie: '', csrf: '' });
    }
    async ask(method, path, body, headers = {}) {
        const response = await fetch(`${this.server.address}/api/v1${path}`, {
            method,
            headers: {
                ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
                ...(this.token ? { Authorization: `Bearer ${this.token}` } : { Cookie: this.cookie, 'X-CSRF-Token': this.csrf }),
                ...headers,
            },
            body: body === undefined ? undefined : JSON.stringify(body),
            signal: AbortSignal.timeout(30_000),
        });
        const set = response.headers.get('set-cookie');
        if (set) this.cookie = set.split(';')[0];
        const text = await response.text();
        return { status: response.status, etag: response.headers.get('etag'), body: text ? JSON.parse(text) : null };
    }
    async sign_in() {
        const { status, body } = await this.ask('POST', '/session/link', { token: this.link.split('/').at(-1) });
        if (status !== 200) throw new Error(`sign-in: ${status} ${JSON.stringify(body)}`);
        this.csrf = body.csrf_token;
        return this;
    }
    async good(method, path, body, headers) {
        const answer = await this.ask(method, path, body, headers);
        if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return answer.body;
    }
    async seen(id) { return (await this.ask('GET', `/conversations/${id}`)).etag; }
    async submit(id, body, key = crypto.randomUUID()) {
        return this.ask('POST', `/conversations/${id}/answers`, { undo_seconds: 0, ...body }, { 'If-Match': await this.seen(id), 'Idempotency-Key': key });
    }
    async approve(id, answer) {
        return this.ask('POST', `/answers/${answer}/approve`, {}, { 'If-Match': await this.seen(id) });
    }
}

class Story {
    kills = 0;
    changed = [];     // states that a kill changed
    refused = 0;      // tries to get something out that must not
    escaped = [];     // those that got out
    static async begin() {
        const story = new Story();
        turn(-ahead);
        story.network = await Network.start({}, {});
        story.brand = await story.network.person('hanbit');
        story.customer = await story.network.person('ann');
        const data = (story.data = join(temporary(), 'data'));
        const kim = await cli(data, 'init', '--brand', 'Hanbit', '--name', 'Kim Gaon', '--email', 'kim@hanbit.example');
        const add = (name, role) => cli(data, 'user', 'add', '--name', name, '--email', `${name.split(' ')[0].toLowerCase()}@hanbit.example`, '--role', role);
        const links = { kim, new: await add('Newman First', 'employee'), legal: await add('Legal Lee', 'desk'), lead: await add('Lead Han', 'lead'), store: await add('Store Park', 'employee') };
        const token = async (email) => (await cli(data, 'token', 'create', '--email', email, '--name', 'scenario', '--scopes', 'read answer')).token;
        const tokens = { new: await token('newman@hanbit.example'), legal: await token('legal@hanbit.example'), store: await token('store@hanbit.example') };
        await cli(data, 'account', 'add', '--network', 'simulated', '--set', `address=${story.network.address}`, '--set', `token=${story.brand.token}`, '--set', 'keys=yes');
        story.server = new Server(data);
        await story.start();
        story.who = {};
        for (const [name, { link }] of Object.entries(links)) story.who[name] = await new Client(story.server, { link }).sign_in();
        story.bot = {};
        for (const [name, one] of Object.entries(tokens)) story.bot[name] = new Client(story.server, { token: one });
        story.ids = {};
        for (const [name, client] of Object.entries(story.who)) story.ids[name] = (await client.good('GET', '/me')).employee.id;
        // Both have gone through their first minutes long ago.
        for (const name of ['new', 'store']) await story.who.kim.good('POST', `/employees/${story.ids[name]}/certification`, { level: 'all', reason: 'here before' });
        return story;
    }
    async start() {
        if (!(await this.server.start())) throw new Error(`the server did not start: ${this.server.process.errors()}`);
    }
    record = async () => (await this.network.record(this.brand)).map(({ id, parent, text }) => ({ id, parent, text }));

    // Everything that this is about, as everybody sees it and as the network has it.
    async state() {
        const { kim } = this.who;
        const all = { network: await this.record(), lanes: await kim.good('GET', '/approvals/lanes'), guidelines: (await kim.good('GET', '/guidelines')).version };
        if (this.id) {
            for (const [name, client] of Object.entries(this.who)) {
                const detail = await client.good('GET', `/conversations/${this.id}`);
                delete detail.present;
                all[name] = { detail, notices: await client.good('GET', '/notices'), actions: await client.good('GET', '/actions?which=open'), ended: await client.good('GET', '/actions?which=ended') };
            }
            all.approvals = await this.who.lead.good('GET', '/approvals');
            all.legal_approvals = await this.who.legal.good('GET', '/approvals');
        }
        return JSON.parse(JSON.stringify(all));
    }
    // The step is over when nothing is on its way; then the server dies, and is started again.
    async step(name, work) {
        await work();
        if (this.id) await until(async () => !['queued', 'sending', 'unknown'].includes((await this.detail()).answers.at(-1)?.state), { what: `${name} to come to rest` });
        await this.kill(name);
    }
    async kill(name) {
        // A round of the listening thread may still be on its way into the store.
        const before = await this.rest();
        await this.server.kill();
        ++this.kills;
        await this.start();
        await sleep(700);   // a round of listening, of sending, of the scheduler: time for something to be done twice
        const after = await this.rest();
        const differ = differences(before, after);
        if (differ.length > 0) this.changed.push(`${name}: ${differ.slice(0, 5).join('; ')}`);
    }
    // The state, when it stands still.
    async rest() {
        let last = await this.state();
        for (let round = 0; round < 50; ++round) {
            await sleep(150);
            const next = await this.state();
            if (differences(last, next).length === 0) return next;
            last = next;
        }
        throw new Error('it does not come to rest');
    }
    detail = async (client = this.who.kim) => client.good('GET', `/conversations/${this.id}`);
    async write(text) {
        const id = await this.network.post(this.customer, `@hanbit ${text}`);
        const row = await until(async () => (await this.who.kim.good('GET', '/conversations?view=all&limit=10')).items[0], { what: 'the mention' });
        this.id = row.id;
        this.mention = id;
        this.asked_at = (await this.detail()).posts[0].created_at;
    }
    out = async () => (await this.record()).length;
    // A try to get something out: whatever the server answers, nothing may be published.
    async no_way(name, work) {
        const before = await this.out();
        const answer = await work();
        await sleep(150);
        ++this.refused;
        const out = await this.out();
        if (out !== before) this.escaped.push(`${name} (${answer?.status})`);
        return answer;
    }
}

function differences(a, b, path = '') {
    if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object') {
        const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
        return [...keys].flatMap((key) => differences(a[key], b[key], `${path}/${key}`));
    }
    return a === b ? [] : [`${path}: ${JSON.stringify(a)} -> ${JSON.stringify(b)}`];
}

// -- what is set ---------------------------------------------------------------------------------------------------------

const kRules = [
    { id: 'speech', check: 'speech', severity: 'warning', on: true, languages: ['ko'], level: 'consistent', reason: { ko: '말투를 하나로', en: 'One level of speech' }, wrong: { ko: '확인했습니다. 내일 보내 드릴게요.' }, right: { ko: '확인했습니다. 내일 보내 드리겠습니다.' } },
    { id: 'banned', check: 'banned', severity: 'block', on: true, terms: ['rubbish', '쓰레기*'], reason: { ko: '쓰지 않는 말', en: 'We do not say that' }, wrong: { en: 'That is rubbish.', ko: '쓰레기입니다.' }, right: { en: 'That is not good.', ko: '좋지 않습니다.' } },
];
const lanes_of = (ids) => ({
    lanes: [
        { risk: 'goodwill', on: true, minutes: 30, approvers: { roles: ['lead'] }, deputies: { roles: ['admin'] }, terms: ['refund*', '환불*'] },
        { risk: 'legal', on: true, minutes: 30, approvers: { people: [ids.legal] }, deputies: { roles: ['admin'] }, terms: ['liab*', '법적*'] },
        { risk: 'newcomer', on: true, minutes: 10, approvers: { roles: ['lead'] }, deputies: { roles: ['admin'] }, answers: 1 },
    ],
    limits: { employee: { krw: 20_000, usd: 20, percent: 0 }, desk: { krw: 50_000, usd: 50, percent: 10 }, lead: { krw: 500_000, usd: 500, percent: 50 }, admin: { krw: null, usd: null, percent: null } },
});
const kBanned = ['What rubbish, sorry.', '정말 쓰레기네요.', 'What ｒｕｂｂｉｓｈ, sorry.'];
const kRefunds = ['We are sorry. We will refund you $80.', '불편을 드려 죄송합니다. 80,000원을 환불해 드리겠습니다.', 'Sorry. We will ｒｅｆｕｎｄ you 80 dollars.'];

// Every way on which a client of one's own could bring a text out.
const shapes = (text) => ({
    plain: { text },
    'first of a thread': { text: '', parts: [text, 'More tomorrow.'] },
    'second of a thread': { text: '', parts: ['We looked into it.', text] },
    'as a holding answer': { text, holding_until: at(2 * kHour) },
    'no time to undo': { text, undo_seconds: 0 },
});

// Whatever waits is not brought out by its author, by a token, or by those who may not approve it.
async function push(story, answer, says) {
    const { id, who, bot } = story;
    const posted = { was_posted: true, remote_id: 'made-up' };
    for (const [name, client] of [['session', who.new], ['token', bot.new], ['admin', who.kim]]) {
        await story.no_way(`${says}: send now, ${name}`, () => client.ask('POST', `/answers/${answer}/send-now`, {}));
        await story.no_way(`${says}: resolve, ${name}`, () => client.ask('POST', `/answers/${answer}/resolve`, { was_posted: false }));
        await story.no_way(`${says}: resolve as posted, ${name}`, () => client.ask('POST', `/answers/${answer}/resolve`, posted));
    }
    for (const [name, client] of [['own, session', who.new], ['own, token', bot.new], ['approver, by token', bot.legal], ['somebody, session', who.store]])
        await story.no_way(`${says}: approve, ${name}`, () => client.approve(id, answer));
}

// With a reason it is asked for, on record, and waits: by a session, by a token, in every shape. Nobody here is a newcomer
// any more (or that lane is off), so it is the exception alone that keeps it.
const kReason = 'the customer said so first';
async function exceptions(story) {
    const { id, who, bot } = story;
    const excepted = async (name, client, body) => {
        const short = await story.no_way(`banned, few words, ${name}`, () => client.submit(id, { ...body, exception: ' just so ' }));
        if (short.status !== 400) story.escaped.push(`banned, few words, ${name}: ${short.status}`);
        const asked = await story.no_way(`banned, with a reason, ${name}`, () => client.submit(id, { ...body, exception: kReason }));
        const one = asked.body.answers?.at(-1);
        const waits = one?.approval?.lanes ?? [];
        if (asked.status !== 202 || one.state !== 'awaiting_approval' || waits.map((lane) => lane.risk).join() !== 'exception' || waits[0].exception.reason !== kReason || waits[0].approved_by !== null) {
            story.escaped.push(`banned, with a reason, ${name}: ${asked.status} ${one?.state}`);
            return;
        }
        await push(story, one.id, `banned, with a reason, ${name}`);
        await client.good('POST', `/answers/${one.id}/cancel`, {});
    };
    await excepted('web session', who.new, { text: kBanned[0] });
    for (const [shape, body] of Object.entries(shapes(kBanned[0]))) await excepted(`token, ${shape}`, bot.new, body);
    const others = (await who.kim.good('GET', '/guidelines/exceptions')).items.filter((one) => one.reason !== kReason || one.answer_id === null);
    if (others.length > 0) story.escaped.push(`exceptions on record for what was never submitted: ${others.length}`);
}

// -- the story -----------------------------------------------------------------------------------------------------------

async function live({ lanes_on = true } = {}) {
    const story = await Story.begin();
    const { who, bot } = story;
    await story.step('the rules are set', async () => {
        const rules = await who.kim.good('GET', '/guidelines');
        await who.kim.good('PUT', '/guidelines', { version: rules.version, note: 'the house', rules: kRules });
        const lanes = await who.kim.good('GET', '/approvals/lanes');
        const document = lanes_of(story.ids);
        if (!lanes_on) document.lanes = document.lanes.map((lane) => ({ ...lane, on: false }));
        await who.kim.good('PUT', '/approvals/lanes', { version: lanes.version, document });
    });
    await story.step('a customer writes', () => story.write('the pump leaks, I want my money back'));
    const id = story.id;
    await story.step('the newcomer claims it', () => who.new.good('POST', `/conversations/${id}/claim`, {}));

    // 1. a banned term
    const clients = { 'web session': who.new, 'API token': bot.new };
    for (const [name, client] of Object.entries(clients))
        await story.step(`a banned term, ${name}`, async () => {
            for (const text of kBanned) {
                const answer = await story.no_way(`banned, ${name}`, () => client.submit(id, { text }));
                if (answer.status !== 422) story.escaped.push(`banned, ${name}: ${answer.status}`);
            }
        });
    await story.step('a banned term, own clients', async () => {
        for (const [shape, body] of Object.entries(shapes(kBanned[0]))) {
            const answer = await story.no_way(`banned, ${shape}`, () => bot.new.submit(id, body));
            if (answer.status !== 422) story.escaped.push(`banned, ${shape}: ${answer.status}`);
        }
        await story.no_way('banned, draft', () => bot.new.ask('PUT', `/conversations/${id}/draft`, { text: kBanned[0] }));
        // With a reason the guidelines let it by, on record; the newcomer's lane does not.
    });

    if (!lanes_on) {
        await story.step('a banned term, with a reason', () => exceptions(story));
        // The control: the same refund, and nobody asked. The witness must see it.
        const sent = await who.new.submit(id, { text: kRefunds[0] });
        await until(async () => (await story.out()) > 0, { what: 'the unapproved refund to get out', seconds: 20 }).catch(() => {});
        return finish(story, { escaped_refund: await story.out(), taken: sent.status });
    }

    // 2. a holding answer, in time: the first of a newcomer is approved by a lead
    const holding = at(2 * kHour);
    let first;
    await story.step('a holding answer', async () => {
        turn(2 * kMinute);
        const answer = await who.new.submit(id, { text: 'We are sorry. We are checking and will tell you within two hours.', holding_until: holding });
        first = answer.body.answers.at(-1).id;
    });
    await story.step('pushed', () => push(story, first, 'holding'));
    await story.step('the lead lets it out', async () => {
        turn(kMinute);
        const done = await who.lead.approve(id, first);
        if (done.status !== 200) throw new Error(`approve: ${done.status} ${JSON.stringify(done.body)}`);
        await until(async () => (await story.out()) === 1, { what: 'the holding answer to stand there' });
    });

    await story.step('a banned term, with a reason', () => exceptions(story));

    // 3. a refund above the limit, with what only legal may say
    let waiting;
    for (const [name, client] of Object.entries(clients))
        await story.step(`a refund above the limit, ${name}`, async () => {
            for (const text of kRefunds) {
                const answer = await story.no_way(`refund, ${name}`, () => client.submit(id, { text }));
                waiting = answer.body.answers?.at(-1);
                if (answer.status !== 202 || waiting?.state !== 'awaiting_approval') story.escaped.push(`refund, ${name}: ${answer.status} ${waiting?.state}`);
                else await client.good('POST', `/answers/${waiting.id}/cancel`, {});
            }
        });
    await story.step('a refund above the limit, own clients', async () => {
        for (const [shape, body] of Object.entries(shapes(kRefunds[0]))) {
            const answer = await story.no_way(`refund, ${shape}`, () => bot.new.submit(id, body));
            waiting = answer.body.answers?.at(-1);
            if (answer.status !== 202 || waiting?.state !== 'awaiting_approval') story.escaped.push(`refund, ${shape}: ${answer.status} ${waiting?.state}`);
            else await bot.new.good('POST', `/answers/${waiting.id}/cancel`, {});
        }
    });
    const kReal = 'We are sorry. We exchange the pump tomorrow and refund you $80; this admits no liability.';
    const key = crypto.randomUUID();
    await story.step('the real answer is asked for', async () => {
        turn(20 * kMinute);
        const answer = await who.new.submit(id, { text: kReal }, key);
        waiting = answer.body.answers.at(-1);
        // The same again, as after an answer that was not heard.
        await story.no_way('refund, again', () => who.new.submit(id, { text: kReal }, key));
    });
    await story.step('pushed again', () => push(story, waiting.id, 'refund'));

    // 4. legal approves, on a clock; the lead is asked and silent: the deputies are
    const lane = async (risk) => (await story.detail()).answers.at(-1).approval.lanes.find((one) => one.risk === risk);
    const clocks = { legal: (await lane('legal')).due_at, goodwill: (await lane('goodwill')).due_at };
    await story.step('legal approves within the clock', async () => {
        turn(20 * kMinute);
        const done = await story.no_way('one lane of two', () => who.legal.approve(id, waiting.id));
        if (done.status !== 200) throw new Error(`legal: ${done.status} ${JSON.stringify(done.body)}`);
    });
    const in_time = (await lane('legal')).approved_by !== null && now() < Date.parse(clocks.legal);
    await story.step('the lead does not, and the deputies are asked', async () => {
        turn(Math.ceil((Date.parse(clocks.goodwill) - now()) / 1000) + 1);
        await until(async () => (await lane('goodwill')).step === 'deputies', { what: 'the deputies to be asked' });
    });
    await story.step('a deputy lets it out', async () => {
        const done = await who.kim.approve(id, waiting.id);
        if (done.status !== 200) throw new Error(`deputy: ${done.status} ${JSON.stringify(done.body)}`);
        await until(async () => (await story.out()) === 2, { what: 'the real answer to stand there' });
    });

    // 5. what was promised
    let action;
    const due = at(kDay + kHour);
    const wish = { kind: 'exchange', what: 'a new pump, at the door', due_at: due, owner_id: story.ids.store };
    await story.step('the exchange is promised', async () => {
        for (const past of [-1, -kDay]) {
            const refused = await who.legal.ask('POST', `/conversations/${id}/actions`, { ...wish, due_at: at(past) });
            if (refused.status !== 400) story.escaped.push(`a due date in the past: ${refused.status}`);
        }
        action = (await who.legal.good('POST', `/conversations/${id}/actions`, wish)).id;
    });
    await story.step('the night', () => turn(kDay - kHour));

    // 6. done the next day, by the store's own system
    let done_at;
    let drafts = 0;
    const done = () => bot.store.ask('POST', `/actions/${action}/done`, {});
    await story.step('it is done, and said again', async () => {
        for (let i = 0; i < 3; ++i) done_at = (await done()).body.ended_at;
        const draft = (await story.detail(who.legal)).draft?.text ?? '';
        drafts = draft.split('\n\n').filter(Boolean).length;
    });

    // 7. one follow-up, by a person
    let follow_up;
    await story.step('the follow-up', async () => {
        const draft = (await story.detail(who.legal)).draft.text;
        // Legal has answered nobody yet: it passes the same checks as any answer.
        const sent = await story.no_way('follow-up, unapproved', () => who.legal.submit(id, { text: draft }));
        if (sent.status !== 202) throw new Error(`follow-up: ${sent.status} ${JSON.stringify(sent.body)}`);
        follow_up = sent.body.answers.at(-1);
    });
    await story.step('the lead lets the follow-up out', async () => {
        const done_well = await who.lead.approve(id, follow_up.id);
        if (done_well.status !== 200) throw new Error(`follow-up: ${done_well.status} ${JSON.stringify(done_well.body)}`);
        await until(async () => (await story.out()) === 3, { what: 'the follow-up to stand there' });
    });
    await story.step('no second one', async () => {
        const more = await story.no_way('a second follow-up', () => who.legal.submit(id, { text: 'And once more, sorry.' }));
        if (more.status !== 409) story.escaped.push(`a second follow-up: ${more.status}`);
    });
    await story.step('and once more: done', async () => { await done(); });

    const detail = await story.detail(who.legal);
    const ours = detail.posts.filter((one) => one.answer_id);
    const report = await who.kim.good('GET', `/reports/first-answer?from=${encodeURIComponent(new Date(Date.parse(story.asked_at) - kHour * 1000).toISOString())}&to=${encodeURIComponent(at(kHour))}&zone=UTC`);
    const took = (until_at) => Math.floor((Date.parse(until_at) - Date.parse(story.asked_at)) / 1000);
    return finish(story, {
        record: await story.record(), ours: ours.map((one) => one.text), drafts, draft_left: detail.draft, in_time,
        action: detail.actions.find((one) => one.id === action), actions: detail.actions.length,
        done_in_time: Date.parse(done_at) < Date.parse(due),
        report: { first: report.p50_seconds, within: report.within_promise, real: report.real.p50_seconds, action: report.action?.p50_seconds, held: report.held, missed: report.missed_promises },
        own: { first: took(ours[0].created_at), real: took(ours[1].created_at), action: took(done_at) },
    });
}

// SIGKILL within a step: what was acknowledged is there, and done is done once, however often it is said.
async function cut_off(times) {
    const story = await Story.begin();
    const { who } = story;
    await story.write('please call me back');
    const path = `/conversations/${story.id}/actions`;
    const cut = async (milliseconds, request) => {
        const answer = request().catch(() => null);   // nobody answers any more
        await sleep(milliseconds);
        await story.server.kill();
        ++story.kills;
        const heard = await answer;
        await story.start();
        return heard !== null && heard.status < 300;
    };
    const listed = async (which) => (await who.kim.good('GET', `/actions?which=${which}`)).items.map((one) => one.what);
    const found = { promised: 0, heard: 0, lost: 0, done_heard: 0, done_lost: 0 };
    for (let i = 0; i < times; ++i) {
        const what = `call number ${i}`;
        const wish = { kind: 'call_back', what, due_at: at(kHour) };
        const promised = await cut([0, 5, 10, 20, 40][i % 5], () => who.legal.ask('POST', path, wish));
        found.heard += promised ? 1 : 0;
        const there = (await listed('open')).includes(what);
        if (promised && !there) ++found.lost;
        if (!there) await who.legal.good('POST', path, wish);
        const one = (await who.kim.good('GET', '/actions?which=open')).items.find((row) => row.what === what);
        const said = await cut([0, 5, 10, 20, 40][(i + 2) % 5], () => who.legal.ask('POST', `/actions/${one.id}/done`, {}));
        found.done_heard += said ? 1 : 0;
        if (said && !(await listed('ended')).includes(what)) ++found.done_lost;
        for (let again = 0; again < 2; ++again) await who.legal.good('POST', `/actions/${one.id}/done`, {});
    }
    const ended = await listed('ended');
    found.promised = ended.length;
    found.twice = ended.length - new Set(ended).size;
    found.open = (await listed('open')).length;
    found.drafts = (await story.detail(who.legal)).draft.text.split('\n\n').filter(Boolean).length;
    found.out = await story.out();
    return finish(story, found);
}

async function finish(story, found) {
    await story.server.stop();
    await story.network.stop();
    remove(join(story.data, '..'));
    return { ...found, kills: story.kills, changed: story.changed, refused: story.refused, escaped: story.escaped };
}

console.log('# the company\'s word, from the rules to the promise kept');
const run = await live();
console.log(`# ${JSON.stringify({ ...run, record: run.record.map((one) => one.text) }, null, 1).replaceAll('\n', '\n# ')}`);
for (const line of [...run.changed, ...run.escaped]) console.error(`bad: ${line}`);
figure('word: tries that got something out unapproved', run.escaped.length, '0', run.escaped.length === 0);
figure('word: tries', run.refused, '>= 50', run.refused >= 50);
figure('word: SIGKILLs between steps', run.kills, '>= 20', run.kills >= 20);
figure('word: states that a kill changed', run.changed.length, '0', run.changed.length === 0);
figure('word: published (holding, real, follow-up)', run.record.length, '3, each once', run.record.length === 3 && new Set(run.record.map((one) => one.text)).size === 3);
figure('word: holding answer within the promise', run.report.within, '1', run.report.within === 1);
figure('word: legal within its clock', run.in_time, 'true', run.in_time === true);
figure('word: real answer later than it was promised', run.report.missed, '0', run.report.missed === 0 && run.report.held === 1);
figure('word: promises', `${run.actions}, ${run.action?.state}`, '1, done', run.actions === 1 && run.action?.state === 'done' && run.done_in_time);
figure('word: follow-ups drafted', run.drafts, '1', run.drafts === 1 && run.draft_left === null);
for (const clock of ['first', 'real', 'action'])
    figure(`word: ${clock}, report and own arithmetic`, `${run.report[clock]} s, ${run.own[clock]} s`, 'the same second', run.report[clock] === run.own[clock]);
const kCuts = Number(process.env.MH_WORD_CUTS ?? 8);
const cut = await cut_off(kCuts);
console.log(`# cut off within a step: ${JSON.stringify(cut)}`);
figure('word, cut off: promises and ends that were acknowledged and are gone', cut.lost + cut.done_lost, '0', cut.lost + cut.done_lost === 0);
figure('word, cut off: promised and done, follow-ups drafted', `${cut.promised}, ${cut.drafts}`, `${kCuts}, each once`, cut.promised === kCuts && cut.twice === 0 && cut.open === 0 && cut.drafts === kCuts);
figure('word, cut off: published by itself', cut.out, '0', cut.out === 0);
const control = await live({ lanes_on: false });
figure('word, control: the lanes off, the refund gets out', control.escaped_refund, '>= 1 (the scenario can fail)', control.escaped_refund >= 1);
end();
