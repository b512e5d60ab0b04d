// A stand-in for the server, for development and for the browser tests of the web app alone: /api/v1 as types.ts has
// it, live events, the built files with the real Content-Security-Policy. Nothing is stored. `/test/*` moves the world.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { action_routes } from './fake-actions.mjs';
import { honour_routes } from './fake-honour.mjs';
import { tip_routes } from './fake-tips.mjs';
import { training_routes } from './fake-training.mjs';
import { admin_routes } from './fake-admin.mjs';
import { audit_page } from './fake-audit.mjs';
import { composer_routes, pictures } from './fake-composer.mjs';
import { make_desk } from './fake-desk.mjs';
import { guideline_routes } from './fake-guidelines.mjs';
import { joining_routes } from './fake-joining.mjs';
import { own_routes } from './fake-own.mjs';
import { thanks_routes } from './fake-thanks.mjs';
import { reach_routes } from './fake-reach.mjs';
import { listening_routes } from './fake-listening.mjs';
import { approval_routes } from './fake-approvals.mjs';
import { programme_routes } from './fake-programme.mjs';
import { quality_routes } from './fake-quality.mjs';
import { make_reports } from './fake-reports.mjs';
import { kDepartments, kNetworks, kPeople, kTalks, talk } from './fake-data.mjs';

const kDist = fileURLToPath(new URL('../dist/', import.meta.url));
const kCsp = "default-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; report-to csp";
const kTypes = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.png': 'image/png', '.webmanifest': 'application/manifest+json' };
const kMinute = 60_000;

export function start({ port = 0, rows = 40, beat_ms = 5000 } = {}) {
    let seq = 1000;
    let serial = 0;
    const id = (kind) => `01${kind}${String(++serial).padStart(8, '0')}`;
    const iso = (at = Date.now()) => new Date(at).toISOString();
    const employees = kPeople.map(([id, name, email, initials, role, department_id]) => ({ id, name, email, initials, role, department_id, active: true }));
    const by_id = new Map(employees.map((one) => [one.id, one]));
    const composer = composer_routes({ id, by_id });
    const departments = kDepartments.map(([department, ko, en], i) => ({ id: department, name: ko, name_ko: ko, name_en: en, waiting: (i * 3) % 7 }));
    const admin = admin_routes({ id, employees, by_id, links: new Proxy({}, { get: (_, name) => links[name].bind(links) }), departments });
    const joining = joining_routes({ id, employees, by_id, departments, iso, ago: (minutes) => iso(Date.now() - minutes * kMinute) });
    const own = own_routes({ id, employees, iso, ago: (minutes) => iso(Date.now() - minutes * kMinute) });
    const thanks = thanks_routes({ id, ago: (minutes) => iso(Date.now() - minutes * kMinute), all_conversations: () => [...talks.keys()] });
    const reach = reach_routes({ id, employees, iso, ago: (minutes) => iso(Date.now() - minutes * kMinute) });
    const left_out = [{ id: 'lo-1', account_id: 'acc-1', remote_id: null, url: null, told: '{"uri":"at://did:plc:example/app.bsky.feed.post/3l","cid":null,"record":{"text":"@onmaru.example 배송이 또 늦어요"}}', cause: null, at: iso(Date.now() - 50 * kMinute) }];
    const accounts = [
        { id: 'acc-1', network: 'bluesky', network_label: 'Bluesky', handle: 'onmaru.example', display_name: '온마루', status: 'listening', problem: null, text_rule: 'graphemes-300', last_listened_at: iso(Date.now() - 4000), budget: { remaining: 2891, resets_at: iso(Date.now() + 20 * kMinute) }, sight: { lag_ms: 1400, settle_ms: 5000 }, gap: { from: iso(Date.now() - 200 * kMinute), to: iso(Date.now() - 140 * kMinute) } },
        { id: 'acc-2', network: 'mastodon', network_label: 'Mastodon', handle: 'onmaru@shop.example', display_name: 'Onmaru Care', status: 'failing', problem: '서버가 답하지 않습니다. 5분 뒤 다시 해 봅니다.', text_rule: 'code-points-500', last_listened_at: iso(Date.now() - 9 * kMinute), budget: { remaining: null, resets_at: null }, sight: { lag_ms: null, settle_ms: 5000 }, gap: null },
    ];
    const listening = listening_routes({ id, iso, by_id, ago: (minutes) => iso(Date.now() - minutes * kMinute) });
    const honour = honour_routes({ by_id, iso, departments });
    const tips = tip_routes({ id, by_id, iso });
    const training = training_routes({ by_id, iso });
    const actions = action_routes({ id, by_id, iso, ago: (minutes) => iso(Date.now() - minutes * kMinute), talk_of: (key) => talks.get(key) });
    const guidelines = guideline_routes({ iso, ago: (minutes) => iso(Date.now() - minutes * kMinute) });
    const programme = programme_routes({ id, by_id, iso, departments });
    const quality = quality_routes({ id, by_id, ago: (minutes) => iso(Date.now() - minutes * kMinute) });
    const settings = new Map();
    const settings_of = (who) => settings.get(who) ?? { lang: null, theme: 'system', undo_seconds: 5, single_key_shortcuts: true, enter_sends: false, zone: null };
    const sessions = new Map();
    const links = new Map([['practice', 'emp-kg']]);
    const streams = new Set();
    let muted = false;      // the streams stand, and nothing comes
    let network_waits = null;      // what the network will say when it is let go
    const push = (stream, text) => { if (!muted) stream.write(text); };
    const passwords = new Map();
    const drafts = new Map();
    const present = new Map();
    const keys = new Map();
    const talks = new Map();
    const log = [];
    const timers = new Set();
    const later = (run, ms) => { const timer = setTimeout(() => { timers.delete(timer); run(); }, ms); timers.add(timer); };

    const customer = (handle, display_name, followers) => ({ handle, display_name, followers, url: `https://profile.example/${handle}` });
    function make(spec) {
        const [network, handle, name, lang, minutes, followers, posts, more] = spec;
        const account = accounts.find((one) => one.network === network) ?? accounts[0];
        const who = customer(handle, name, followers);
        const at = (m) => Date.now() - m * kMinute;
        const made = {
            row: { id: id('C'), account_id: account.id, network, account_handle: account.handle, customer: who, lang, state: 'waiting', department_id: 'dep-care', claim: null, last_answer: null,
                excerpt: posts.findLast(([side, , text]) => side === 'customer' && text)?.[2] ?? '', posts: posts.length, found_late: !!more.late, waiting_since: iso(at(minutes)), answered_in_seconds: null, offered_to: null, going_out: null,
                attention: null, last_post_at: iso(at(posts.at(-1)[1])), public_version: posts.length, version: 1, tags: [], snooze: null, merged_into: null, notes: 0, owed: null },
            posts: posts.map(([side, m, text, extra = {}]) => ({ id: id('P'), side, author: side === 'customer' ? who : side === 'brand' ? customer(account.handle, account.display_name, null) : customer(extra.author[0], extra.author[1], 12),
                text, lang, created_at: iso(at(m)), seen_at: iso(at(m) + 1500), edited: !!extra.edited, deleted: !!extra.deleted, found_late: !!more.late, url: 'https://network.example/post/1', answer_id: side === 'brand' ? id('A') : null, parent_post_id: null, media: extra.media ?? [] })),
            answers: [], notes: [], timeline: [] };
        note(made, 'conversation_opened', null, at(minutes));
        note(made, 'post_received', null, at(minutes));
        if (more.answered) Object.assign(made.row, { state: 'answered', waiting_since: null, answered_in_seconds: more.answered, last_answer: { initials: by_id.get(more.by).initials, at: iso(at(posts[1][1])) } }), note(made, 'claimed', more.by, at(posts[1][1] + 2)), note(made, 'answer_sent', more.by, at(posts[1][1]));
        if (more.claim) claim(made, more.claim, at(0.5));
        if (more.offer) made.row.offered_to = { employee_id: more.offer, initials: by_id.get(more.offer).initials, until: iso(Date.now() + 2.3 * kMinute) };
        for (const state of ['held', 'failed']) if (more[state]) add_answer(made, by_id.get(more.by), more[state], state, state === 'held' ? null : '네트워크가 글을 거절했습니다: 링크를 쓸 수 없는 계정입니다.');
        talks.set(made.row.id, made);
        return made;
    }
    function note(one, type, who, at = Date.now(), args = {}) {
        one.timeline.unshift({ seq: ++seq, at: iso(at), type, initials: who ? by_id.get(who).initials : null, args });
    }
    function claim(one, who, at = Date.now()) {
        one.row.claim = { holder: by_id.get(who), fence: (one.row.claim?.fence ?? 0) + 1, until: iso(at + 5 * kMinute) };
        if (one.row.state === 'waiting') one.row.state = 'claimed';
        one.row.offered_to = null;
        note(one, 'claimed', who, at);
    }
    function add_answer(one, who, text, state, problem, undo = 5) {
        const answer = { id: id('A'), state, author: { id: who.id, initials: who.initials, name: who.name }, text, published_text: `${text} ^${who.initials}`, parent_post_id: one.posts.at(-1).id,
            submitted_at: iso(), goes_out_at: iso(Date.now() + undo * 1000), sent_at: null, problem, attempts: 0, url: null, part: 1, parts: 1, rest: [], media: [], approval: null, holding_until: null };
        one.answers = [...one.answers.filter((other) => !['sent', 'cancelled'].includes(other.state)), answer];
        show(one, answer);
        return answer;
    }
    function show(one, answer) {
        const open = ['queued', 'sending', 'unknown', 'paused', 'held', 'awaiting_approval'].includes(answer.state);
        one.row.going_out = open ? { answer_id: answer.id, initials: answer.author.initials, goes_out_at: answer.goes_out_at, holding_until: answer.holding_until, state: answer.state } : null;
        one.row.attention = ['held', 'failed', 'paused'].includes(answer.state) ? answer.state : null;
        if (open) one.row.state = 'going_out';
        else if (answer.state === 'failed' || answer.state === 'cancelled') one.row.state = one.row.claim ? 'claimed' : 'waiting';
    }
    function counts(who) {
        const rows = [...talks.values()].map((one) => one.row);
        return Object.fromEntries(['mine', 'queue', 'going_out', 'attention', 'answered', 'snoozed', 'all'].map((view) => [view, rows.filter((row) => in_view(row, view, who)).length]));
    }
    function in_view(row, view, who) {
        if (view === 'mine') return row.claim?.holder.id === who && row.waiting_since !== null || row.offered_to?.employee_id === who;
        if (view === 'queue') return (row.waiting_since !== null || row.owed !== null) && ['waiting', 'claimed', 'going_out'].includes(row.state);
        if (view === 'going_out') return row.going_out !== null;
        if (view === 'attention') return row.attention !== null;
        if (view === 'answered') return row.state === 'answered';
        if (view === 'snoozed') return row.state === 'snoozed';
        return true;
    }
    function changed(one) {
        one.row.version++;
        one.row.posts = one.posts.length;
        emit('conversation', one.row);
        for (const stream of streams) push(stream, `event: counts\ndata: ${JSON.stringify(counts(stream.who))}\n\n`);
    }
    function emit(event, data) {
        const text = `id: ${++seq}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
        log.push([seq, text]);
        for (const stream of streams) push(stream, text);
    }
    function detail(one, who) {
        const account = accounts.find((found) => found.id === one.row.account_id);
        return { conversation: one.row, actions: actions.of(one.row.id, who), posts: one.posts.map((post) => (post.side === 'customer' ? { ...post, found_by: listening.found_by(post.text) } : post)), notes: one.notes, answers: one.answers.filter((answer) => !['sent', 'cancelled'].includes(answer.state)), timeline: one.timeline.slice(0, 50),
            draft: drafts.get(`${who} ${one.row.id}`) ?? null, present: [...present.values()].filter((at) => at.conversation === one.row.id).map(({ person }) => person),
            text_rule: account.text_rule, signature: ` ^${by_id.get(who).initials}`, hand_back: one.hand_back ?? null, forms: (one.forms ?? []).map(({ details, ...form }) => form) };
    }
    const approvals = approval_routes({ by_id, iso, make, add_answer, changed, detail, go, claim, talk_of: (key) => [...talks.values()].find((found) => found.answers.some((answer) => answer.id === key)) });
    function public_post(one, side, text, who = one.row.customer) {
        const post = { id: id('P'), side, author: who, text, lang: one.row.lang, created_at: iso(), seen_at: iso(), edited: false, deleted: false, found_late: false, url: 'https://network.example/post/2', answer_id: null, parent_post_id: null, media: [] };
        one.posts = [...one.posts, post];
        one.row.public_version++;
        one.row.last_post_at = post.created_at;
        if (side === 'customer') {
            one.row.excerpt = text;
            one.row.waiting_since ??= post.created_at;
            const open = one.answers.find((answer) => answer.state === 'queued');
            if (open) { open.state = 'paused'; show(one, open); }
            else if (one.row.state === 'answered') one.row.state = 'waiting';
            for (const leaving of one.answers.filter((answer) => answer.state === 'sending')) leaving.overtaken = true;
        }
        note(one, 'post_received', null);
        return post;
    }
    function publish(one, answer) {
        const post = public_post(one, 'brand', answer.published_text, customer(one.row.account_handle, '온마루', null));
        post.answer_id = answer.id;
        post.media = answer.media.map((one) => ({ url: `/api/v1/media/${one.id}`, alt: one.alt }));
        answer.state = 'sent';
        answer.sent_at = iso();
        Object.assign(one.row, { state: 'answered', answered_in_seconds: one.row.waiting_since ? (Date.now() - Date.parse(one.row.waiting_since)) / 1000 : null, waiting_since: null, claim: null, going_out: null, attention: null, last_answer: { initials: answer.author.initials, at: iso() } });
        // A holding answer: the real one is owed, and waited for.
        const owed = one.row.owed;
        one.row.owed = answer.holding_until ? { since: owed?.since ?? one.posts[0].created_at, promised_at: iso(), until: answer.holding_until, alarm_at: iso(Date.parse(answer.holding_until) - Math.max(600_000, (Date.parse(answer.holding_until) - Date.now()) / 4)), holding_answers: (owed?.holding_answers ?? 0) + 1, employee_id: answer.author.id } : null;
        if (one.row.owed) Object.assign(one.row, { state: 'waiting', offered_to: { employee_id: answer.author.id, initials: answer.author.initials, until: iso(Date.now() + 15 * kMinute) } });
        note(one, 'answer_sent', answer.author.id);
        if (answer.rest.length > 0) {
            // The next part of a thread hangs on this one, and waits for a person when the customer wrote in between.
            const next = add_answer(one, by_id.get(answer.author.id), answer.rest[0], answer.overtaken ? 'paused' : 'queued', null, 0);
            Object.assign(next, { published_text: answer.rest[0], part: answer.part + 1, parts: answer.parts, rest: answer.rest.slice(1) });
            show(one, next);
            if (next.state === 'queued') later(() => go(one, next), 150);
        }
        changed(one);
    }
    function go(one, answer) {
        if (answer.state !== 'queued') return;
        answer.state = 'sending';
        show(one, answer);
        note(one, 'answer_sending', answer.author.id);
        changed(one);
        const trick = /!!(failed|unknown|held)/.exec(answer.text)?.[1];
        const come_back = () => {
            if (!trick) return publish(one, answer);
            answer.state = trick;
            answer.problem = trick === 'failed' ? '네트워크가 글을 거절했습니다.' : null;
            show(one, answer);
            changed(one);
        };
        if (network_waits) network_waits.push(come_back);
        else later(come_back, 400);
    }
    const reports = make_reports({ employees, accounts, departments: kDepartments.map(([id, name_ko, name_en]) => ({ id, name_ko, name_en })), rows: () => [...talks.values()].map((one) => one.row) });
    for (const spec of kTalks) make(spec);
    for (let n = 0; n < rows; n++) make(n % 4 === 3 ? [...talk(n, 150 + n * 7).slice(0, 7), { answered: 200 + n * 31, by: kPeople[n % 5][0] }].map((part, i) => (i === 6 ? [...part, ['brand', 140 + n * 7, n % 3 === 2 ? 'Thanks for waiting, it is on its way. ^DY' : '기다려 주셔서 고맙습니다. 오늘 안에 도착합니다. ^DY']] : part)) : talk(n, 16 + n * 5));

    // Those of /test/brands belong to a second brand, too.
    const brand_of = new Map();
    const brands_of = (who) => (brand_of.has(who) ? [['brand-1', '온마루'], ['brand-2', '다온']] : [['brand-1', '온마루']]).map(([id, name]) => ({ id, name, current: id === (brand_of.get(who) ?? 'brand-1') }));
    const answers = (employee) => !['auditor', 'analyst'].includes(employee.role);
    const me = (who) => {
        const employee = by_id.get(who);
        const boss = employee.role === 'admin' || employee.role === 'lead';
        return { employee, brand: { id: brand_of.get(who) ?? 'brand-1', name: brand_of.get(who) === 'brand-2' ? '다온' : '온마루' }, brands: brands_of(who), csrf_token: `csrf-${who}`, must_set_password: !!employee.fresh, practice: true, settings: settings_of(who), promise_minutes: 12, bands_minutes: [7, 12, 30, 60], sign_parts: false, ...admin.word(),
            may: { claim: !['auditor', 'analyst'].includes(employee.role), take_over: boss, manage_accounts: employee.role === 'admin', manage_employees: employee.role === 'admin', read_reports: employee.role !== 'employee', resolve_held: boss, hand_off: answers(employee), close: answers(employee), snooze: answers(employee), tag: answers(employee), ask_opinion: answers(employee), write_notes: employee.role !== 'analyst', merge: answers(employee) && employee.role !== 'employee', bulk: answers(employee) && employee.role !== 'employee', manage_tags: boss, export: boss, see_audit: boss || employee.role === 'auditor', erase_customer: boss, see_listening: employee.role !== 'employee', ask_details: answers(employee), see_quality: boss || employee.role === 'auditor' || employee.role === 'analyst', mark_answers: boss || employee.role === 'auditor', manage_quality: boss || employee.role === 'auditor', manage_joining: boss, propose_tip: employee.role !== 'analyst', publish_tip: boss }, server_time: iso() };
    };

    async function api(request, response, path, query) {
        const json = (status, data, headers = {}) => { response.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json', 'Cache-Control': 'no-store', ...headers }); response.end(data === undefined ? '' : JSON.stringify(data)); };
        const ko = /^ko/.test(request.headers['accept-language'] ?? '');
        const problem = (status, key, ko_text, en_text, more = {}) => json(status, { type: `urn:manyhands:problem:${key}`, title: ko ? ko_text : en_text, status, request_id: 'r-1', ...more });
        if (path === '/media' || path.startsWith('/media/')) return pictures(request, response, path, json);
        let text = '';
        for await (const part of request) text += part;
        const body = /json/.test(request.headers['content-type'] ?? '') && text ? JSON.parse(text) : {};
        const method = request.method;
        const sign_in = (who, wrap = (it) => it) => {
            const token = `s${Math.random()}`;
            sessions.set(token, who);
            json(200, wrap(me(who)), { 'Set-Cookie': `manyhands_session=${token}; Path=/; HttpOnly; SameSite=Lax` });
        };
        if (path === '/session/link') {
            const who = links.get(body.token);
            if (!who) return problem(401, 'link', '이미 썼거나 시간이 지난 링크입니다.', 'This link has been used or has expired.');
            if (body.token !== 'practice') links.delete(body.token);
            return sign_in(who);
        }
        if (path === '/sso') return json(200, { items: [{ brand_id: 'brand-1', name: '온마루', address: '/sso/brand-1/start' }] });
        if (path === '/session' && method === 'POST') {
            const who = employees.find((one) => one.email === body.email);
            if (!who || body.password !== (passwords.get(who.id) ?? 'practice-1')) return problem(401, 'sign_in', '이메일이나 비밀번호가 맞지 않습니다.', 'E-mail or password is not right.');
            if (admin.factors.get(who.id)?.on && body.code !== '287082') return body.code ? problem(401, 'identity.second.wrong', '번호가 맞지 않거나 이미 쓴 번호입니다. 앱에 새로 나온 번호를 적으세요.', 'This code is wrong or was used already. Enter the one that the app shows now.') : problem(403, 'identity.second.needed', '인증 앱에 보이는 여섯 자리 숫자를 적으세요.', 'Enter the six digits that your authenticator app shows.');
            return sign_in(who.id);
        }
        if (joining.open({ path, body, json, problem, sign_in })) return;
        const cookie = /manyhands_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
        const who = sessions.get(cookie);
        if (!who) return problem(401, 'signed_out', '로그인이 필요합니다.', 'Please sign in.');
        if (method !== 'GET' && request.headers['x-csrf-token'] !== `csrf-${who}`) return problem(403, 'csrf', '요청을 확인할 수 없습니다.', 'The request could not be verified.');
        if (path === '/session/brand') { if (!brand_of.has(who)) return problem(404, 'brand', '그 브랜드가 없습니다.', 'There is no such brand.'); brand_of.set(who, body.brand_id); return json(200, me(who)); }
        if (path === '/session') { sessions.delete(cookie); return json(204); }
        if (path === '/me') {
            if (method === 'PATCH') settings.set(who, { ...settings_of(who), ...body });
            return json(200, me(who));
        }
        if (path === '/me/password') { by_id.get(who).fresh = false; passwords.set(who, body.password); return json(204); }
        if (composer({ path, method, body, who, json, problem })) return;
        if (own({ path, method, body, who, json, problem })) return;
        if (thanks({ path, method, body, who, query, json, url: `http://${request.headers.host}`, employees })) return;
        if (reach({ path, method, body, who, json, problem })) return;
        if (joining.handle({ path, method, body, host: request.headers.host, json, problem })) return;
        if (admin({ path, method, body, raw: text, query, who, ko, host: request.headers.host, json, problem })) return;
        if (path === '/conversations') {
            const view = query.get('view') ?? 'queue';
            const list = [...talks.values()].map((one) => one.row).filter((row) => in_view(row, view, who) && desk.answers(query.get('q'), row, who) && (!query.get('department') || row.department_id === query.get('department')) && (!query.get('account') || row.account_id === query.get('account')))
                .sort((a, b) => (view === 'queue' ? Date.parse(a.waiting_since) - Date.parse(b.waiting_since) : Date.parse(b.last_post_at) - Date.parse(a.last_post_at)));
            // The urgent dozen first, as the promise sees it: what is about to break it, then what has.
            if (view === 'queue') list.sort((a, b) => rank(a) - rank(b));
            const from = Number(query.get('cursor') ?? 0);
            const limit = Number(query.get('limit') ?? 50);
            return json(200, { items: list.slice(from, from + limit), next: from + limit < list.length ? String(from + limit) : null, seq });
        }
        if (path === '/conversations/counts') return json(200, counts(who));
        if (path === '/departments') return json(200, { items: departments.map((one) => ({ ...one, name: ko ? one.name_ko : one.name_en })) });
        if (path === '/networks') return json(200, { items: kNetworks });
        if (path === '/left-out') return json(200, { items: left_out });
        if (path.startsWith('/left-out/')) { const gone = left_out.splice(left_out.findIndex((one) => one.id === path.split('/')[2]), 1)[0]; return json(200, gone); }
        if (path === '/accounts' && method === 'GET') return json(200, { items: accounts });
        if (path === '/accounts/test') {
            const ok = body.settings?.app_password !== 'wrong';
            return json(200, { ok, handle: body.settings?.handle, display_name: '온마루', checks: [
                { key: 'reach', ok: true, label: ko ? '서버에 닿음' : 'Server reached', detail: '0.2 s' },
                { key: 'sign_in', ok, label: ko ? '로그인' : 'Signed in', detail: ok ? body.settings?.handle ?? '' : ko ? '앱 비밀번호가 맞지 않습니다' : 'The app password is not right' },
                ...(ok ? [{ key: 'read', ok: true, label: ko ? '알림 읽기' : 'Notifications can be read', detail: '' }] : [])] });
        }
        if (path === '/accounts') {
            const account = { ...accounts[0], id: id('N'), network: body.network, network_label: body.network, handle: body.settings.handle, display_name: '온마루', status: 'listening', problem: null };
            accounts.push(account);
            return json(200, account);
        }
        if (path.startsWith('/accounts/')) { const account = accounts.find((one) => one.id === path.split('/')[2]); if (path.endsWith('/gap')) account.gap = null; else account.status = body.status; emit('account', account); return json(200, account); }
        if (path === '/audit' && method === 'GET') return json(200, audit_page(query, employees));
        if (path === '/employees') {
            if (employees.some((one) => one.email === body.email)) return problem(422, 'email', '이미 있는 이메일입니다.', 'This e-mail is already in use.', { errors: [{ pointer: '/email', detail: ko ? '이미 있는 이메일입니다.' : 'This e-mail is already in use.' }] });
            const employee = { id: id('E'), active: true, fresh: true, initials: body.initials ?? 'NN', ...body };
            employees.push(employee);
            by_id.set(employee.id, employee);
            const token = `t${Math.random().toString(36).slice(2)}`;
            links.set(token, employee.id);
            return json(201, { employee, link: `http://${request.headers.host}/link/${token}` });
        }
        if (path === '/presence') {
            const before = present.get(who)?.conversation;
            if (body.conversation_id) present.set(who, { conversation: body.conversation_id, person: { employee_id: who, initials: by_id.get(who).initials, name: by_id.get(who).name, typing: body.typing } });
            else present.delete(who);
            for (const conversation_id of new Set([before, body.conversation_id])) if (conversation_id) tell_presence(conversation_id);
            return json(204);
        }
        if (reports.serve({ path, method, query, body, response, json, problem, ko, who })) return;
        if (path === '/events') {
            response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
            response.write(': hello\n\n');
            const after = Number(request.headers['last-event-id'] ?? query.get('after') ?? seq);
            for (const [n, text] of log) if (n > after) response.write(text);
            response.who = who;
            streams.add(response);
            request.on('close', () => streams.delete(response));
            return;
        }
        if (read_only && method !== 'GET' && path !== '/presence') return problem(503, 'read_only', '지금은 읽기만 됩니다. 서버를 점검하고 있습니다.', 'Read-only for now: the server is being maintained.');
        if (listening.serve({ path, method, query, body, raw: text, who, ko, json, problem })) return;
        if (approvals.serve({ path, method, body, who, headers: request.headers, json, problem })) return;
        if (quality.serve({ path, method, query, body, who, json, problem })) return;
        if (programme.serve({ path, method, body, who, ko, json, problem })) return;
        if (honour.serve({ path, method, query, body, who, json, problem })) return;
        if (tips.serve({ path, method, query, body, who, json, problem })) return;
        if (training.serve({ path, method, body, who, json, problem })) return;
        if (actions.serve({ path, method, query, body, who, json, problem })) return;
        if (guidelines.serve({ path, method, body, who, json, problem, ko })) return;
        if (desk.serve({ path, method, query, body, who, json, problem, ko })) return;
        const [, kind, key, action, extra] = path.split('/');
        if (kind === 'conversations') {
            const one = talks.get(key);
            if (!one) return problem(404, 'conversation', '이 대화를 찾을 수 없습니다.', 'There is no such conversation.');
            const row = one.row;
            const done = (status = 200) => { changed(one); json(status, detail(one, who)); };
            if (!action) return json(200, detail(one, who), { ETag: `"${row.public_version}"` });
            if (action === 'draft') { drafts.set(`${who} ${key}`, { text: body.text, saved_at: iso(), media: body.media ?? [] }); return json(200, { saved_at: iso() }); }
            if (action === 'claim' && extra === 'renew') { if (row.claim) row.claim.until = iso(Date.now() + 5 * kMinute); return json(204); }
            if (action === 'claim' && method === 'DELETE') { row.claim = null; if (row.state === 'claimed') row.state = 'waiting'; note(one, 'claim_released', who, Date.now(), { reason: 'released' }); return done(); }
            if (action === 'claim') {
                if (row.claim && row.claim.holder.id !== who) return problem(409, 'claimed', `${row.claim.holder.name} 님이 먼저 맡았습니다.`, `${row.claim.holder.name} has claimed it first.`, { current: detail(one, who) });
                claim(one, who);
                return done();
            }
            if (action === 'take-over') { claim(one, who); return done(); }
            if (action === 'hand-off' && body.employee_id) { const to = by_id.get(body.employee_id); note(one, 'handed_off', who, Date.now(), { from: row.department_id, to: to.department_id, text: body.reason }); Object.assign(row, { department_id: to.department_id, claim: null, state: 'waiting', offered_to: { employee_id: to.id, initials: to.initials, until: iso(Date.now() + 15 * kMinute) } }); return done(); }
            if (action === 'hand-off' && method === 'GET') return json(200, { items: programme.propose(row) });
            if (action === 'hand-off') { one.hand_back = body.rule_id ? programme.back_of(body.rule_id) : null; note(one, 'handed_off', who, Date.now(), { from: row.department_id, to: body.department_id, text: body.reason }); row.department_id = body.department_id; row.claim = null; row.state = 'waiting'; return done(); }
            if (action === 'close') { Object.assign(row, { state: 'closed', waiting_since: null, claim: null }); note(one, 'closed', who); return done(); }
            if (action === 'reopen') { Object.assign(row, { state: 'waiting', waiting_since: row.last_post_at }); note(one, 'reopened', who); return done(); }
            if (action === 'actions') return actions.promise(key, who, body, json, problem);
            if (action === 'answers' && extra === 'check') return json(200, { version: 2, findings: guidelines.findings(body, ko) });
            if (action === 'answers') {
                const once = request.headers['idempotency-key'];
                if (keys.has(once)) return json(202, detail(one, who));
                tips.used(body.tips ?? []);
                if (one.answers.some((answer) => ['queued', 'sending', 'unknown', 'held', 'paused'].includes(answer.state))) return problem(409, 'answer_first', '다른 사람의 답이 먼저 나가는 중입니다.', 'Another answer is going out first.', { current: detail(one, who) });
                if (approvals.another(one, body.withdraw)) return problem(409, 'answer.submit.another_waits', '다른 답변이 승인을 기다립니다.', 'Another answer waits for approval.', { current: detail(one, who) });
                if (request.headers['if-match'] !== `"${row.public_version}"`) return problem(412, 'stale', '그사이 새 글이 올라왔습니다.', 'A new post came in the meantime.', { current: detail(one, who) });
                const against = guidelines.gate(body, who, key, ko);
                if (against) return problem(422, 'answer.submit.guidelines', '지침이 막는 글입니다. 고치거나, 그대로 내보낼 까닭을 적어 주세요.', 'The guidelines refuse it. Change it, or say why it should go out as it is.', { errors: against });
                keys.set(once, true);
                const undo = body.undo_seconds ?? settings_of(who).undo_seconds;
                one.answers = one.answers.filter((answer) => answer.state !== 'failed');
                const answer = add_answer(one, by_id.get(who), body.parts?.[0] ?? body.text, 'queued', null, undo);
                answer.media = body.media ?? [];
                answer.holding_until = body.holding_until ?? null;
                if (body.parts) {
                    const posts = body.parts.map((text, i) => `${text}${body.number_parts ? ` ${i + 1}/${body.parts.length}` : ''}${i === body.parts.length - 1 ? ` ^${answer.author.initials}` : ''}`);
                    Object.assign(answer, { published_text: posts[0], parts: posts.length, rest: posts.slice(1) });
                }
                drafts.delete(`${who} ${key}`);
                note(one, 'answer_submitted', who);
                later(() => go(one, answer), undo * 1000);
                return done(202);
            }
        }
        if (kind === 'answers') {
            const one = [...talks.values()].find((found) => found.answers.some((answer) => answer.id === key));
            const answer = one?.answers.find((found) => found.id === key);
            if (!answer) return problem(404, 'answer', '이 답을 찾을 수 없습니다.', 'There is no such answer.');
            if (action === 'cancel') {
                if (!['queued', 'paused', 'failed', 'awaiting_approval'].includes(answer.state)) return problem(409, 'left', '이미 나갔습니다.', 'It has already left.', { current: detail(one, who) });
                answer.state = 'cancelled';
                drafts.set(`${who} ${one.row.id}`, { text: answer.text, saved_at: iso(Date.now() + 1000), media: answer.media ?? [] });
                one.row.claim ??= { holder: by_id.get(who), fence: 1, until: iso(Date.now() + 5 * kMinute) };
                show(one, answer);
                note(one, 'answer_cancelled', who);
            }
            if (action === 'send-now') { if (answer.state !== 'queued') answer.text = answer.text.replace(/!!\w+/, ''); answer.state = 'queued'; go(one, answer); }
            if (action === 'resolve') { if (body.was_posted) publish(one, answer); else { answer.state = 'queued'; go(one, answer); } }
            changed(one);
            return json(200, detail(one, who));
        }
        problem(404, 'route', '없는 주소입니다.', 'There is no such address.');
    }
    function rank(row) {
        const waited = (Date.now() - Date.parse(row.waiting_since)) / kMinute;
        return waited > 15 ? 1000 - waited / 1000 : -waited;
    }
    function tell_presence(conversation_id) {
        const list = [...present.values()].filter((at) => at.conversation === conversation_id).map(({ person }) => person);
        for (const stream of streams) push(stream, `event: presence\ndata: ${JSON.stringify({ conversation_id, present: list })}\n\n`);
    }
    // The tests' hand on the world.
    function move(path, query) {
        const one = talks.get(query.get('id')) ?? [...talks.values()].find((found) => found.row.customer.handle.startsWith(query.get('handle') ?? '\0'));
        const who = query.get('who') ?? 'emp-dy';
        if (path === '/new') { for (let n = 0; n < Number(query.get('n') ?? 1); n++) changed(make(talk(1000 + ++serial, 0))); return { ok: true }; }
        if (path === '/post') { public_post(one, query.get('side') ?? 'customer', query.get('text') ?? '?'); changed(one); }
        if (path === '/claim') { claim(one, who); changed(one); }
        if (path === '/free') { one.row.claim = null; one.row.state = 'waiting'; changed(one); }
        if (path === '/answered') { publish(one, add_answer(one, by_id.get(who), query.get('text') ?? '벌써 답했습니다.', 'sending', null)); }
        if (path === '/awaiting') approvals.move(one, who, query.get('text'));
        if (path === '/present') { present.set(who, { conversation: one.row.id, person: { employee_id: who, initials: by_id.get(who).initials, name: by_id.get(who).name, typing: query.get('typing') === '1' } }); tell_presence(one.row.id); }
        if (path === '/flood') return flood(Number(query.get('rate')), Number(query.get('seconds')));
        if (path === '/drop') for (const stream of streams) stream.destroy();
        if (path === '/mute') muted = query.get('on') === '1';
        if (path === '/read_only') read_only = query.get('on') === '1';
        if (path === '/listening') return listening.move(query);
        if (path === '/quality') return quality.move(query);
        if (path === '/programme') return programme.forget();
        if (path === '/guidelines') return guidelines.move(query);
        if (path === '/actions') return actions.move(query);
        if (path === '/honour') return honour.move(query);
        if (path === '/tips') return tips.move(query);
        if (path === '/training') return training.move();
        if (path === '/desk') return desk.move(query, one, who);
        if (path === '/delay') delay = Number(query.get('ms'));
        if (path === '/network') {
            const waited = network_waits ?? [];
            network_waits = query.get('waits') === '1' ? waited : null;
            if (network_waits === null) for (const come_back of waited) come_back();
        }
        if (path === '/streams') return { open: streams.size };
        if (path === '/link') { links.set(query.get('token'), who); by_id.get(who).fresh = true; }
        if (path === '/one_brand') brand_of.delete(query.get('who'));
        if (path === '/brands') brand_of.set(query.get('who') ?? 'emp-kg', 'brand-1');
        if (path === '/settings') settings.set(query.get('who') ?? 'emp-kg', { ...settings_of('emp-kg'), ...JSON.parse(query.get('set')) });
        return one ? { row: one.row, posts: one.posts, answers: one.answers, draft: drafts.get(`emp-kg ${one.row.id}`) ?? null } : { ok: true };
    }
    // So many changes a second reach every open inbox: most of them of what is there, every tenth a new conversation.
    let flooded = 0;
    function flood(rate, seconds) {
        const began = performance.now();
        const known = [...talks.values()];
        flooded = 0;
        const timer = setInterval(() => {
            const due = Math.floor(Math.min(seconds * 1000, performance.now() - began) * rate / 1000);
            for (; flooded < due; flooded++) {
                const at = known[flooded % known.length];
                const row = { ...at.row, version: at.row.version + 1 };
                if (flooded % 10 === 0) Object.assign(row, { id: id('F'), version: 1, state: 'waiting', claim: null, waiting_since: iso() });
                else at.row = row;
                for (const stream of streams) push(stream, `id: ${++seq}\nevent: conversation\ndata: ${JSON.stringify(row)}\n\n`);
            }
            if (performance.now() - began > seconds * 1000) clearInterval(timer);
        }, 10);
        timers.add(timer);
        return { ok: true };
    }
    let delay = 0;
    let read_only = false;
    const desk = make_desk({ talks, by_id, employees, id, iso, note, claim, changed, detail, customer, streams, push, later, departments: kDepartments });
    desk.furnish();
    const server = createServer(async (request, response) => {
        const url = new URL(request.url, 'http://localhost');
        try {
            if (url.pathname.startsWith('/api/v1/')) {
                if (delay > 0) await new Promise((done) => setTimeout(done, delay));
                return await api(request, response, url.pathname.slice(7), url.searchParams);
            }
            if (url.pathname.startsWith('/test/')) { response.writeHead(200, { 'Content-Type': 'application/json' }); return response.end(JSON.stringify(move(url.pathname.slice(5), url.searchParams))); }
            const file = url.pathname.startsWith('/assets/') || /^\/quick[\w-]*\.(js|png|webmanifest)$/.test(url.pathname) ? normalize(url.pathname) : /^\/quick(\/|$)/.test(url.pathname) ? '/quick.html' : '/index.html';
            const data = await readFile(join(kDist, file));
            response.writeHead(200, { 'Content-Type': kTypes[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': kCsp, 'Cache-Control': !file.startsWith('/assets/') ? 'no-cache' : 'public, max-age=31536000, immutable', 'X-Content-Type-Options': 'nosniff' });
            response.end(data);
        } catch (error) {
            if (!response.headersSent) response.writeHead(error.code === 'ENOENT' ? 404 : 500);
            response.end(String(error));
        }
    });
    const beat = setInterval(() => { for (const stream of streams) push(stream, ': beat\n\n'); }, beat_ms);
    return new Promise((done) => server.listen(port, '127.0.0.1', () => done({
        url: `http://127.0.0.1:${server.address().port}`,
        close: () => { clearInterval(beat); timers.forEach(clearTimeout); streams.forEach((stream) => stream.destroy()); server.closeAllConnections(); server.close(); },
    })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const { url } = await start({ port: Number(process.env.PORT ?? 8600) });
    console.log(`${url}/link/practice`);
}
