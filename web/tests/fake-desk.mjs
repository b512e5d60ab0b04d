// The stand-in's desk: tags, snooze, notes, notices, saved views, jobs on many. The query language here knows a few words;
// the real one is the server's.
const kTags = [['tag-refund', '환불', 'orange'], ['tag-defect', '초기 불량', 'red'], ['tag-wifi', 'Wi-Fi', 'blue'], ['tag-thanks', '칭찬', 'green'], ['tag-delivery', '배송', 'teal']];

export function make_desk({ talks, by_id, employees, id, iso, note, claim, changed, detail, customer, streams, push, later, departments }) {
    const named = (who) => ({ id: who, initials: by_id.get(who).initials, name: by_id.get(who).name });
    const tags = new Map(kTags.map(([key, name, colour]) => [key, { id: key, name, colour }]));
    const notices = new Map(employees.map((one) => [one.id, []]));
    const jobs = new Map();
    const erasures = new Map();
    const passed = new Map();
    let views = [];
    let slow_job = 120;
    const tell = (who, event, data) => { for (const stream of streams) if (stream.who === who) push(stream, `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`); };
    const by_handle = (handle) => [...talks.values()].find((one) => one.row.customer.handle.startsWith(handle));
    const mark = (tag) => ({ id: tag.id, name: tag.name, colour: tag.colour });

    function add_note(one, who, kind, text, more = {}) {
        const made = { id: id('O'), kind, author: named(who), text, at: more.at ?? iso(), edited_at: null, deleted: false, mentions: more.mentions ?? [], asked: more.asked ? named(more.asked) : null, answers: more.answers ?? null };
        one.notes = [...one.notes, made];
        one.row.notes = one.notes.filter((other) => !other.deleted).length;
        note(one, 'note_added', who);
        for (const to of made.mentions) notify(to, 'mention', one, who, text, made.at);
        if (more.asked) notify(more.asked, 'question', one, who, text, made.at);
        return made;
    }
    function give_hint(one, who, text) {
        const made = add_note(one, who, 'opinion', text);
        made.asked = named(one.row.claim.holder.id);
        notify(made.asked.id, 'hint', one, who, text, made.at);
        return made;
    }
    function notify(to, kind, one, by, excerpt, at = iso()) {
        const made = { id: id('Z'), kind, conversation_id: one.row.id, by: named(by), at, excerpt, read: false };
        notices.get(to).unshift(made);
        tell(to, 'notice', made);
    }
    function furnish() {
        const at = (minutes) => iso(Date.now() - minutes * 60_000);
        const dawn = by_handle('dawn2am');
        dawn.row.tags = [mark(tags.get('tag-defect'))];
        add_note(dawn, 'emp-sm', 'note', '오늘 같은 증상 3번째예요. 모두 2월 생산분이고 부표 홈에 성형 찌꺼기가 남아 있습니다. @KG 교환으로 안내해도 될까요?', { mentions: ['emp-kg'], at: at(4.6) });
        const tamsin = by_handle('tamsin');
        add_note(tamsin, 'emp-dy', 'question', '3.1.1 베타를 고객에게 바로 권해도 될까요? 고객센터에는 아직 안내가 없습니다.', { asked: 'emp-kg', at: at(2) });
        by_handle('dalnyang22').row.tags = [mark(tags.get('tag-refund')), mark(tags.get('tag-delivery')), mark(tags.get('tag-thanks'))];
        const narae = by_handle('narae14');
        Object.assign(narae.row, { state: 'snoozed', snooze: { until: iso(Date.now() + 20 * 3_600_000), by: by_id.get('emp-kg') } });
        views = [
            { id: '01VIEW00000000000000000001', name: '환불 묻는 글', query: 'tag:환불', shared: 'me', owner: named('emp-kg'), position: 0 },
            { id: '01VIEW00000000000000000002', name: '30분 넘게 기다림', query: 'waiting>30m', shared: 'department', owner: named('emp-dy'), position: 1 },
            { id: '01VIEW00000000000000000003', name: '영어로 온 글', query: 'lang:en', shared: 'brand', owner: named('emp-he'), position: 2 }];
    }

    // tag:, lang:, holder:, state:, waiting>Nm and plain words; joined by spaces.
    const words = (text) => (text ?? '').trim().split(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/u).filter(Boolean);
    function answers(text, row, who) {
        return words(text).every((word) => {
            const [, field, value = ''] = /^(tag|lang|holder|state):"?([^"]*)"?$/.exec(word) ?? [];
            if (field === 'tag') return row.tags.some((tag) => tag.name === value);
            if (field === 'lang') return row.lang === value;
            if (field === 'state') return row.state === value;
            if (field === 'holder') return value === 'me' ? row.claim?.holder.id === who : value === 'none' ? row.claim === null : row.claim?.holder.initials === value.replace('@', '');
            const waited = /^waiting>(\d+)m$/.exec(word);
            if (waited) return row.waiting_since !== null && Date.now() - Date.parse(row.waiting_since) > Number(waited[1]) * 60_000;
            return row.excerpt.toLowerCase().includes(word.toLowerCase());
        });
    }
    const bytes = (text) => Buffer.byteLength(text);
    function check(text, ko) {
        const problems = [];
        let from = 0;
        for (const word of text.split(/(\s+)/)) {
            const field = /^([a-z]+):/.exec(word)?.[1];
            if (field && !['tag', 'lang', 'holder', 'state', 'kind', 'account', 'department', 'from'].includes(field)) {
                const at = bytes(text.slice(0, from));
                problems.push({ from: at, to: at + bytes(`${field}:`), message: ko ? `‘${field}:’라는 조건은 없습니다.` : `There is no condition “${field}:”.`, suggestion: field === 'tga' ? 'tag:' : null });
            }
            from += word.length;
        }
        return { ok: problems.length === 0, problems };
    }
    const with_count = (view, who) => ({ ...view, count: [...talks.values()].filter((one) => answers(view.query, one.row, who)).length, count_is_floor: false });

    const kDo = {
        close: (one, who) => { if (one.row.claim && one.row.claim.holder.id !== who) return 'held'; one.before = { state: one.row.state, waiting_since: one.row.waiting_since }; Object.assign(one.row, { state: 'closed', waiting_since: null, claim: null }); note(one, 'closed', who); return null; },
        reopen: (one, who) => { Object.assign(one.row, { state: 'waiting', waiting_since: one.row.last_post_at }); note(one, 'reopened', who); return null; },
        snooze: (one, who, action) => { one.before = { state: one.row.state, snooze: null }; Object.assign(one.row, { state: 'snoozed', snooze: { until: action.until, by: by_id.get(who) } }); return null; },
        wake: (one) => { Object.assign(one.row, { state: one.row.waiting_since ? 'waiting' : 'answered', snooze: null }); return null; },
        tag: (one, who, action) => { one.before = { tags: one.row.tags }; for (const key of action.tags) if (!one.row.tags.some((tag) => tag.id === key)) one.row.tags = [...one.row.tags, mark(tags.get(key))]; return null; },
        untag: (one, who, action) => { one.before = { tags: one.row.tags }; one.row.tags = one.row.tags.filter((tag) => !action.tags.includes(tag.id)); return null; },
        hand_off: (one, who, action) => { one.before = { department_id: one.row.department_id }; one.row.department_id = action.department_id ?? by_id.get(action.employee_id).department_id; return null; },
        release: (one) => { if (!one.row.claim) return 'free'; one.before = { claim: one.row.claim, state: one.row.state }; one.row.claim = null; one.row.state = 'waiting'; return null; },
        claim: (one, who) => { if (one.row.claim) return 'held'; claim(one, who); return null; },
    };
    const why = (problem, one, ko) => (problem === 'held' ? (ko ? `${one.row.claim.holder.name} 님이 맡고 있습니다.` : `${one.row.claim.holder.name} holds it.`) : ko ? '맡은 사람이 없습니다.' : 'Nobody holds it.');
    function step(job, ids, action, who, ko) {
        const part = ids.splice(0, 8);
        for (const key of part) {
            const one = talks.get(key);
            const problem = one ? kDo[action.kind](one, who, action) : 'gone';
            if (one && !problem) changed(one);
            job.results.push({ conversation_id: key, ok: !problem, problem: problem ? why(problem, one, ko) : null });
            job.done++;
            if (problem) job.failed++;
        }
        if (ids.length > 0) later(() => step(job, ids, action, who, ko), slow_job);
        else { job.state = 'done'; job.undo_until = iso(Date.now() + 600_000); }
        tell(who, 'job', job);
    }

    // True when it was one of the desk's routes.
    function serve({ path, method, query, body, who, json, problem, ko }) {
        const [, kind, key, action] = path.split('/');
        const one = kind === 'conversations' ? talks.get(key) : null;
        const done = (status = 200) => { changed(one); json(status, detail(one, who)); return true; };
        if (kind === 'tags') {
            const count = (tag) => ({ ...tag, conversations: [...talks.values()].filter((found) => found.row.tags.some((other) => other.id === tag.id)).length });
            if (method === 'GET') { json(200, { items: [...tags.values()].map(count) }); return true; }
            if (method === 'POST') { const tag = { id: id('T'), name: body.name, colour: body.colour }; tags.set(tag.id, tag); json(201, count(tag)); return true; }
        }
        if (kind === 'views') {
            if (method === 'GET') { json(200, { items: views.filter((view) => view.shared !== 'me' || view.owner.id === who).map((view) => with_count(view, who)) }); return true; }
            if (method === 'POST' || method === 'PATCH') {
                if (check(body.query ?? '', ko).problems[0]) { problem(422, 'query', '조건에 문제가 있습니다.', 'There is a problem in the query.', { errors: [{ pointer: '/query', detail: check(body.query, ko).problems[0].message }] }); return true; }
                const view = method === 'POST' ? { id: `01VIEW${String(views.length + 10).padStart(20, '0')}`, owner: named(who), position: views.length, ...body } : Object.assign(views.find((found) => found.id === key), body);
                if (method === 'POST') views.push(view);
                json(method === 'POST' ? 201 : 200, with_count(view, who));
                return true;
            }
            views = views.filter((view) => view.id !== key);
            json(204);
            return true;
        }
        if (path === '/queries/check') { json(200, check(body.query, ko)); return true; }
        if (path === '/search') {
            const q = (query.get('q') ?? '').toLowerCase();
            const items = [...talks.values()].flatMap((found) => found.posts.filter((post) => q && post.text.toLowerCase().includes(q)).map((post) => ({ conversation: found.row, post_id: post.id, excerpt: post.text, highlights: [[bytes(post.text.slice(0, post.text.toLowerCase().indexOf(q))), bytes(post.text.slice(0, post.text.toLowerCase().indexOf(q) + q.length))]] })));
            json(200, { items: items.slice(0, 20), next: null });
            return true;
        }
        if (path === '/notices') { const items = notices.get(who); json(200, { items, unread: items.filter((found) => !found.read).length }); return true; }
        if (path === '/notices/read') { for (const found of notices.get(who)) found.read = true; json(200, { items: notices.get(who), unread: 0 }); return true; }
        if (path === '/bulk') {
            const job = { id: id('J'), kind: body.action.kind, state: 'running', total: body.ids.length, done: 0, failed: 0, results: [], undo_until: null };
            jobs.set(job.id, job);
            later(() => step(job, [...body.ids], body.action, who, ko), slow_job);
            json(202, job);
            return true;
        }
        if (kind === 'jobs') {
            const job = jobs.get(key);
            if (action === 'undo') {
                job.state = 'undone';
                for (const result of job.results) { const found = talks.get(result.conversation_id); if (result.ok && found?.before) { Object.assign(found.row, found.before); changed(found); } }
            }
            json(action === 'undo' ? 202 : 200, job);
            return true;
        }
        if (kind === 'notes') {
            const found = [...talks.values()].find((other) => other.notes.some((made) => made.id === key));
            const made = found?.notes.find((other) => other.id === key);
            if (!made) { problem(404, 'note', '이 메모를 찾을 수 없습니다.', 'There is no such note.'); return true; }
            if (action === 'opinion') { add_note(found, who, 'opinion', body.text, { answers: key }); notify(made.author.id, 'opinion', found, who, body.text); }
            else if (action === 'thanks') { made.thanked = true; notify(made.author.id, 'hint_thanked', found, who, made.text); }
            else if (method === 'DELETE') Object.assign(made, { deleted: true, text: '' });
            else Object.assign(made, { text: body.text, edited_at: iso() });
            found.notes = [...found.notes];
            found.row.notes = found.notes.filter((other) => !other.deleted).length;
            changed(found);
            json(200, detail(found, who));
            return true;
        }
        if (kind === 'forms') {
            const found = [...talks.values()].find((other) => other.forms?.some((made) => made.id === key));
            const made = found?.forms.find((other) => other.id === key);
            if (!made) { problem(404, 'desk.form.not_found', '그런 비공개 양식이 없습니다.', 'There is no such private form.'); return true; }
            if (action === 'read') { json(200, { items: Object.entries(made.details).map(([field, text]) => ({ field, text })) }); return true; }
            Object.assign(made, { state: 'withdrawn', details: {} });
            note(found, 'details_withdrawn', who);
            changed(found);
            json(204);
            return true;
        }
        if (kind === 'quick') return quick({ path, who, body, json });
        if (!one && kind !== 'erasures') return false;
        if (action === 'snooze') { if (method === 'DELETE') kDo.wake(one); else kDo.snooze(one, who, body); return done(); }
        if (action === 'tags') { kDo.tag(one, who, { tags: body.add }); kDo.untag(one, who, { tags: body.remove }); return done(); }
        if (action === 'notes') { add_note(one, who, 'note', body.text, { mentions: body.mentions }); return done(201); }
        if (action === 'forms') {
            const asked = by_id.get(who);
            const made = { id: id('F'), asked_by: { id: asked.id, initials: asked.initials, name: asked.name }, fields: body.fields, state: 'open', asked_at: iso(), expires_at: iso(Date.now() + body.hours * 3_600_000), given_at: null, erase_at: null, may_read: true };
            one.forms = [made, ...(one.forms ?? [])];
            note(one, 'details_asked', who);
            changed(one);
            json(201, { id: made.id, url: `https://care.onmaru.example/f/${made.id}`, expires_at: made.expires_at });
            return true;
        }
        if (action === 'hints' && method === 'GET') { json(200, { items: one.notes.filter((each) => each.thanked || each.used).map((each) => ({ note_id: each.id, used: !!each.used, thanked: !!each.thanked })) }); return true; }
        if (action === 'hints') {
            if (!one.row.claim || one.row.claim.holder.id === who) { problem(409, 'desk.hint.not_held', '지금 이 대화를 맡은 사람이 없습니다.', 'Nobody holds this conversation now.'); return true; }
            give_hint(one, who, body.text);
            return done(201);
        }
        if (action === 'second-opinion') { add_note(one, who, 'question', body.question, { asked: body.employee_id }); return done(201); }
        if (kind === 'erasures') { const run = erasures.get(key); run.done = Math.min(run.total, run.done + 1); if (run.done === run.total) run.finished_at = iso(); json(200, run); return true; }
        if (!one) return false;
        if (action === 'erase-customer') {
            const theirs = [...talks.values()].filter((found) => found.row.customer.handle === one.row.customer.handle);
            const open = theirs.filter((found) => !['closed', 'answered'].includes(found.row.state)).length;
            if (one.row.customer.handle === '') { problem(409, 'desk.erasure.done', '이 고객의 글은 이미 지웠습니다.', 'This customer’s texts are erased already.'); return true; }
            if (method === 'GET') { json(200, { network: one.row.network, handle: one.row.customer.handle, conversations: theirs.length, open }); return true; }
            if (open > 0) { problem(409, 'desk.erasure.open', `이 고객의 대화 ${open}개가 아직 끝나지 않았습니다.`, `${open} conversations of this customer are not ended.`); return true; }
            const run = { id: id('E'), kind: 'customer', days: 0, total: theirs.length, done: 0, created_at: iso(), finished_at: null };
            erasures.set(run.id, run);
            for (const found of theirs) {
                Object.assign(found.row, { excerpt: '', customer: { ...found.row.customer, handle: '', display_name: '', url: null, followers: null } });
                found.posts = found.posts.map((post) => ({ ...post, text: '', author: { ...post.author, handle: '', display_name: '', url: null } }));
                changed(found);
            }
            json(202, run);
            return true;
        }
        if (action === 'unmerge') {
            const other = talks.get(one.row.merged_into);
            if (!other || other.row.version !== one.before_merge.version) { problem(409, 'route.merge.changed_since', '합친 뒤에 새로 생긴 일이 있어 되돌릴 수 없습니다.', 'Something has happened since the merge.'); return true; }
            other.posts = other.posts.filter((post) => !one.posts.includes(post));
            Object.assign(one.row, one.before_merge.row);
            changed(other);
            return done();
        }
        if (action === 'merge') {
            const other = talks.get(body.into);
            const before = { state: one.row.state, waiting_since: one.row.waiting_since, merged_into: null };
            other.posts = [...other.posts, ...one.posts].sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
            Object.assign(one.row, { state: 'closed', waiting_since: null, claim: null, merged_into: other.row.id });
            changed(one);
            changed(other);
            one.before_merge = { row: before, version: other.row.version };
            json(200, detail(other, who));
            return true;
        }
        if (action === 'split') {
            const moved = one.posts.filter((post) => body.post_ids.includes(post.id));
            const made = { ...one, row: { ...one.row, id: id('C'), claim: null, state: 'waiting', tags: [], notes: 0, customer: moved[0].author, excerpt: moved.at(-1).text, version: 1 }, posts: moved, answers: [], notes: [], timeline: [] };
            talks.set(made.row.id, made);
            one.posts = one.posts.filter((post) => !body.post_ids.includes(post.id));
            changed(one);
            changed(made);
            json(201, detail(made, who));
            return true;
        }
        if (action === 'customer') {
            const items = [...talks.values()].map((found) => found.row).filter((row) => row.id !== key && row.state === 'answered').slice(0, one.row.customer.handle.startsWith('d') ? 3 : 0).map((row) => ({ ...row, customer: one.row.customer }));
            json(200, { customer: one.row.customer, items, total: items.length });
            return true;
        }
        return false;
    }
    // One question a card: what is offered to me first, then what has waited longest.
    function quick({ path, who, body, json }) {
        const mine = passed.get(who) ?? new Set();
        passed.set(who, mine);
        if (path === '/quick/pass') { mine.add(body.conversation_id); json(204); return true; }
        if (path !== '/quick/next') return false;
        const person = by_id.get(who);
        const open = [...talks.values()].map((one) => one.row).filter((row) => (row.state === 'waiting' || row.claim?.holder.id === who) && row.waiting_since && !row.going_out && !mine.has(row.id) && (!row.offered_to || row.offered_to.employee_id === who));
        const reasons = (row) => [...(row.claim ? ['held'] : []), ...(row.offered_to ? ['offered'] : []), ...(row.department_id === person.department_id ? ['department'] : []), ...(row.lang === 'ko' ? ['language'] : [])];
        open.sort((a, b) => reasons(b).length - reasons(a).length || Date.parse(a.waiting_since) - Date.parse(b.waiting_since));
        const row = open[0] ?? null;
        json(200, { conversation: row && detail(talks.get(row.id), who), why: row ? reasons(row) : [], waiting: open.length, today: { answered: quick_today, within: quick_today } });
        return true;
    }
    let quick_today = 3;
    // The tests' hand on the desk.
    function move(query, one, who) {
        const what = query.get('do');
        if (what === 'fill') { Object.assign(one.forms[0], { state: 'given', given_at: iso(), erase_at: iso(Date.now() + 14 * 86_400_000), details: { order_number: query.get('text') } }); notify(one.forms[0].asked_by.id, 'details', one, one.forms[0].asked_by.id, ''); note(one, 'details_given', null); changed(one); }
        if (what === 'note') { add_note(one, who, 'note', query.get('text') ?? '?', { mentions: (query.get('mentions') ?? '').split(',').filter(Boolean) }); changed(one); }
        if (what === 'hint') { give_hint(one, who, query.get('text')); changed(one); }
        if (what === 'slow') slow_job = Number(query.get('ms'));
        if (what === 'audited') { const made = { id: id('Z'), kind: query.get('kind') ?? 'audit_closed', conversation_id: null, by: null, at: iso(), excerpt: query.get('excerpt'), read: false }; notices.get(who).unshift(made); tell(who, 'notice', made); }
        if (what === 'empty_notices') notices.set(who, []);
        if (what === 'no_views') views = [];
        if (what === 'today') quick_today = Number(query.get('n'));
        return one ? { row: one.row, notes: one.notes } : { ok: true };
    }
    return { serve, furnish, answers, move, customer, departments };
}
