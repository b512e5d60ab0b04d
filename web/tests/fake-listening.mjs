// The stand-in's listening: queries, trials, marks. Its query language knows words, OR, a minus and a few fields; the
// real one is the server's.
const kPosts = [
    ['bluesky', 'dalnyang22', 1240, 'ko', '한 달째 배송 지연이라 환불이 되나요? 고객센터는 전화를 안 받네요 😢'], ['mastodon', 'edda', 310, 'en', 'Refund took four weeks and two e-mails. Is that normal for @onmaru?'],
    ['bluesky', 'narae14', 86, 'ko', '어제 산 가습기 전액환불해주세요. 전원이 안 켜집니다'], ['bluesky', 'market_bot', 12, 'ko', '[광고] 환불 보장! 지금 구매하면 반값 👍🏽 링크 클릭'],
    ['mastodon', 'tamsin', 2210, 'en', 'Still waiting for my money back. No answer, no tracking.'], ['bluesky', 'minjae', 45, 'ko', '환불이랑 교환 중에 뭐가 더 빠를까요?'],
    ['bluesky', 'rumi', 910, 'ko', '환뷸 신청했는데 왜 아직도 처리가 안 됐나요 ㅠㅠ'], ['bluesky', 'haeun', 77, 'ko', '반품 접수했는데 기사님이 안 오세요. 온마루 원래 이런가요'],
    ['mastodon', 'owen', 5, 'en', 'ONMARU humidifier review: quiet, easy to clean, would not refund 10/10'], ['bluesky', 'deals', 33, 'ko', '환불 이벤트 광고 보고 들어왔는데 당첨이 안 되네'],
];

export function listening_routes({ id, iso, by_id, ago }) {
    const kMinute = 60_000;
    const named = (who) => ({ id: who, initials: by_id.get(who).initials, name: by_id.get(who).name });
    const made = (key, name, query, purpose, colour, owner, state, more = {}) => ({ id: key, name, query, canonical: query, purpose, colour, owner: named(owner), state, alert: null, alerted_at: null, dry_run: { at: ago(60 * 26), source: 'stored', posts: 48_210, found: 1204 }, judged: null, found_24h: 0, found_total: 0, created_at: ago(60 * 24 * 20), updated_at: ago(60 * 26), version: 3, ...more });
    const judged = (ours, noise) => {
        const n = ours + noise;
        if (n === 0) return { ours, noise, precision: null, low: null, high: null };
        const [p, z2] = [ours / n, 1.959963984540054 ** 2];
        const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
        const half = (Math.sqrt(z2) / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
        return { ours, noise, precision: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
    };
    let queries = [
        made('01LISTEN000000000000000001', '환불과 반품', '(환불 OR 반품 OR refund OR "money back") -광고', 'service', 'blue', 'emp-kg', 'on', { found_24h: 96, found_total: 840, judged: judged(46, 4), alert: { at_least: 40, minutes: 10 } }),
        made('01LISTEN000000000000000002', '배송 지연', '배송 NEAR/3 (지연 OR "안 와요") lang:ko', 'service', 'amber', 'emp-dy', 'on', { found_24h: 41, found_total: 812, judged: judged(31, 9) }),
        made('01LISTEN000000000000000003', '가습기 불만', '(가습기 (소음 OR 냄새)) OR ("humidifier" (loud OR smell))', 'product', 'teal', 'emp-sm', 'muted', { found_24h: 12, found_total: 260 }),
        made('01LISTEN000000000000000004', 'Competitor launch', 'airpure (launch OR "new model") -is:repost lang:en', 'competitor', 'violet', 'emp-he', 'draft', { dry_run: null, version: 1 }),
        made('01LISTEN000000000000000005', '봄 행사', '#온마루봄 OR "봄 행사"', 'campaign', 'pink', 'emp-kg', 'off', { found_total: 5120, judged: judged(18, 2) }),
        made('01LISTEN000000000000000006', '화재·발열', '온마루 (화재 OR 불나* OR 뜨거워 OR smoke OR fire)', 'risk', 'red', 'emp-kg', 'on', { found_24h: 2, found_total: 31, alert: { at_least: 3, minutes: 60 }, alerted_at: ago(60 * 24 * 3) }),
    ];
    const runs = new Map();
    const archives = new Map();
    const trick = { slow: 0, barred: false, manage: null, refuse: 0 };
    const words = (query) => [...query.matchAll(/(-?)(?:"([^"]+)"|([^\s()"]+))/g)].map(([, minus, phrase, word]) => ({ minus: minus === '-', text: (phrase ?? word ?? '').replace(/^[=#@]|\*$/g, '') })).filter((one) => one.text && !/^(OR|AND|NOT|O?NEAR\/\d+)$|:|^followers/.test(one.text));
    function places(query, text) {
        const wanted = words(query);
        const low = text.toLowerCase();
        if (wanted.some((one) => one.minus && low.includes(one.text.toLowerCase()))) return null;
        const found = [];
        for (const { minus, text: word } of wanted) for (let at = minus ? -1 : low.indexOf(word.toLowerCase()); at >= 0; at = low.indexOf(word.toLowerCase(), at + 1)) found.push([Buffer.byteLength(text.slice(0, at)), Buffer.byteLength(text.slice(0, at + word.length))]);
        return found.length > 0 ? found.sort((a, b) => a[0] - b[0]) : null;
    }
    function check(query, ko) {
        const problems = [];
        const bytes = (n) => Buffer.byteLength(query.slice(0, n));
        const add = (from, to, ko_text, en_text, suggestion = null) => problems.push({ from: bytes(from), to: bytes(to), message: ko ? ko_text : en_text, suggestion });
        const open = query.indexOf('(');
        const balance = query.split('(').length - query.split(')').length;
        if (query.trim() === '') add(0, 0, '찾을 말을 적으세요.', 'Say what to look for.');
        else if (balance > 0) add(open, query.length, '괄호가 닫히지 않았습니다.', 'This parenthesis is not closed.', `${query.slice(open)})`);
        else if (balance < 0) add(query.lastIndexOf(')'), query.lastIndexOf(')') + 1, '여는 괄호가 없습니다.', 'Nothing is opened here.', '');
        for (const found of query.matchAll(/(?:^|\s|\()-?([a-z]+):/g)) {
            const at = found.index + found[0].length - found[1].length - 1;
            if (!/^(from|to|network|account|lang|is|has|url)$/.test(found[1])) add(at, at + found[1].length, `‘${found[1]}:’라는 조건은 없습니다.`, `There is no condition “${found[1]}:”.`, { form: 'from', lnag: 'lang', ha: 'has' }[found[1]] ?? null);
        }
        const last = /(?:^|\s)(OR|NOT|-)\s*$/.exec(query);
        if (last) add(query.length - last[0].trimStart().length, query.length, `${last[1]} 뒤에 찾을 말이 없습니다.`, `Nothing follows ${last[1]}.`, '');
        if (problems.length === 0 && !words(query).some((one) => !one.minus) && !/from:/.test(query)) add(0, query.length, '찾을 말이 없습니다. 낱말이나 태그를 하나 적으세요.', 'Nothing to look for: name a word or a tag.');
        return { ok: problems.length === 0, problems, canonical: problems.length === 0 ? query.trim().replace(/\s+/g, ' ') : null };
    }
    const found_by = (one) => queries.filter((query) => query.state === 'on').map((query) => ({ query: { id: query.id, name: query.name, colour: query.colour }, ranges: places(query.query, one) ?? [] })).filter((found) => found.ranges.length > 0);

    function serve({ path, method, query, body, raw, who, ko, json, problem }) {
        const [, first, second, third, fourth] = path.split('/');
        if (path === '/queries/check' && body.for === 'listening') return json(200, check(body.query, ko)), true;
        if (first !== 'listening') return false;
        const role = by_id.get(who).role;
        const may = trick.manage ?? (role === 'admin' || role === 'lead');
        if (trick.barred) return problem(403, 'forbidden', '볼 수 없습니다.', 'Not allowed.'), true;
        if (second === 'ring') return json(200, { posts: 12_034, bytes: 8_412_000, limit_bytes: 67_108_864, from: ago(184), to: ago(0) }), true;
        if (second === 'archives') {
            const lines = raw.split(/\r?\n/).filter(Boolean);
            const bad = lines.map((line, i) => ({ line: i + 1, problem: ko ? 'JSON 객체 하나가 아닙니다' : 'is not one JSON object', ok: line.startsWith('{') })).filter((one) => !one.ok).map(({ ok: _, ...one }) => one);
            const archive = { id: id('H'), name: query.get('name'), posts: lines.length - bad.length, skipped: bad.length, problems: bad.slice(0, 20), from: ago(9000), to: ago(60), expires_at: ago(-60) };
            archives.set(archive.id, archive);
            return json(201, archive), true;
        }
        if (second === 'dry-runs' && !third) {
            const checked = check(body.query, ko);
            if (!checked.ok) return problem(422, 'query', '질의를 읽을 수 없습니다.', 'The query cannot be read.', { errors: checked.problems.map((one) => ({ pointer: '/query', detail: one.message })) }), true;
            const posts = body.source.kind === 'ring' ? 12_034 : body.source.kind === 'archive' ? archives.get(body.source.id).posts : 48_210;
            const all = Array.from({ length: 5 }, (_, round) => kPosts.map((post, i) => [...post, round * kPosts.length + i])).flat().map(([network, author, followers, lang, text, n]) => ({ key: `k${n}`, network, author, followers, lang, text, highlights: places(body.query, text), posted_at: ago(7 + n * 41), url: 'https://network.example/post/3', conversation_id: n < 3 ? id('C') : null, verdict: null })).filter((hit) => hit.highlights);
            const found = all.length === 0 ? 0 : Math.round(posts * all.length / 2000);
            const of = queries.find((one) => one.id === body.query_id);
            const run = { id: id('R'), summary: { at: iso(), source: body.source.kind, posts, found }, span: { from: ago(60 * 24 * 14), to: ago(1) }, complete: body.source.kind !== 'stored', hit_rate: found / posts, per_day: found / 14, sample: all, judged: judged(0, 0),
                cost: [{ network: 'bluesky', label: 'Bluesky', price_per_1000: null, month_usd: null }, { network: 'x', label: 'X', price_per_1000: 5, month_usd: Math.round(found / 14 * 30 * 5) / 1000 }],
                coverage: [{ network: 'bluesky', label: 'Bluesky', accounts: 1, sees: ko ? '계정을 언급하거나 계정에 답한 글, 그리고 검색에 물은 말이 든 공개 글을 봅니다.' : 'Posts that mention or answer the account, and public posts with the words asked of its search.', poll_seconds: 60, searched: ['온마루', 'onmaru'], not_searched: words(body.query).filter((one) => !one.minus).map((one) => one.text).slice(0, 4) },
                    { network: 'mastodon', label: 'Mastodon', accounts: 1, sees: ko ? '계정이 있는 서버에 알려진 글만 봅니다. 다른 서버의 글은 그 서버와 연결된 뒤에만 보입니다.' : 'Only what the account\'s own server knows; posts of other servers appear once these are connected.', poll_seconds: 120, searched: [], not_searched: ['환불'] }],
                overlap: queries.filter((one) => one.id !== body.query_id && one.state !== 'draft').slice(0, 3).map((one, i) => ({ query: { id: one.id, name: one.name, colour: one.colour }, both: Math.round(found * [0.34, 0.08, 0.01][i]), only_new: found - Math.round(found * [0.34, 0.08, 0.01][i]), only_other: [410, 760, 260][i] })),
                by_lang: [{ lang: 'ko', found: Math.round(found * 0.72) }, { lang: 'en', found: Math.round(found * 0.26) }, { lang: 'ja', found: found - Math.round(found * 0.72) - Math.round(found * 0.26) }].filter((one) => one.found > 0),
                suggestions: found === 0 ? [] : [{ kind: 'misspelling', word: '환뷸', seen: 31, of: '환불', query: `(${body.query}) OR 환뷸` }, { kind: 'near_word', word: '취소', seen: 88, of: '환불', query: `(${body.query}) OR 취소` }, { kind: 'noise_word', word: '이벤트', seen: 12, of: null, query: `${body.query} -이벤트` }].filter((one) => !body.query.includes(one.word)), took_ms: 312 };
            runs.set(run.id, { run, of: of?.id, query: checked.canonical });
            if (of && of.canonical === checked.canonical) Object.assign(of, { dry_run: run.summary, judged: null });
            else if (of) of.tried = { canonical: checked.canonical, summary: run.summary };
            if (trick.slow) setTimeout(() => json(200, run), trick.slow).unref(); else json(200, run);
            return true;
        }
        if (second === 'dry-runs') {
            const held = runs.get(third);
            if (!held) return problem(404, 'run', '시험 결과가 없습니다.', 'There is no such trial.'), true;
            held.run.sample.find((one) => one.key === body.key).verdict = body.verdict;
            const count = (verdict) => held.run.sample.filter((one) => one.verdict === verdict).length;
            held.run.judged = judged(count('ours'), count('noise'));
            const of = queries.find((one) => one.id === held.of);
            if (of) of.judged = held.run.judged;
            return json(200, held.run.judged), true;
        }
        if (second === 'queries' && method === 'GET' && !third) return json(200, { items: queries.map(({ tried: _, ...one }) => one), may_manage: may, set: { queries: queries.filter((one) => one.state === 'on' || one.state === 'muted').length, literals: 19, bytes: 41_200, live_since: ago(73) } }), true;
        if (!may) return problem(403, 'forbidden', '질의를 바꿀 수 없습니다.', 'You may not change queries.'), true;
        const checked = body.query === undefined ? null : check(body.query, ko);
        if (checked && !checked.ok) return problem(422, 'query', '질의를 읽을 수 없습니다.', 'The query cannot be read.', { errors: checked.problems.map((one) => ({ pointer: '/query', detail: one.message })) }), true;
        if (second === 'queries' && method === 'POST' && !third) {
            const one = made(id('L'), body.name, body.query, body.purpose, body.colour, who, 'draft', { canonical: checked.canonical, alert: body.alert ?? null, dry_run: null, version: 1, created_at: iso(), updated_at: iso() });
            queries = [one, ...queries];
            return json(201, one), true;
        }
        const one = queries.find((found) => found.id === third);
        if (!one) return problem(404, 'query', '질의를 찾을 수 없습니다.', 'There is no such query.'), true;
        if (fourth === 'state') {
            if (body.state === 'on' && !one.dry_run) return problem(409, 'listening.dry_run_first', '이 질의를 먼저 글에 시험하세요.', 'Try this text on posts first.'), true;
            Object.assign(one, { state: body.state, version: one.version + 1, updated_at: iso() });
        } else if (method === 'DELETE') { queries = queries.filter((other) => other !== one); return json(204), true; }
        else {
            if (body.version !== one.version) return problem(409, 'version', '다른 사람이 먼저 바꿨습니다.', 'Somebody else changed it first.'), true;
            if (checked && checked.canonical !== one.canonical && one.state === 'on' && one.tried?.canonical !== checked.canonical) return problem(409, 'listening.dry_run_first', '이 질의를 먼저 글에 시험하세요.', 'Try this text on posts first.'), true;
            if (checked && checked.canonical !== one.canonical) Object.assign(one, { dry_run: one.tried?.canonical === checked.canonical ? one.tried.summary : null, judged: null, canonical: checked.canonical });
            if (body.owner_id) { one.owner = named(body.owner_id); delete body.owner_id; }
            Object.assign(one, body, { version: one.version + 1, updated_at: iso() });
        }
        const { tried: _, ...told } = one;
        return json(200, told), true;
    }
    // The tests' hand: another person changes a query; slowness, rights, an empty list.
    function move(query) {
        for (const key of ['slow']) if (query.has(key)) trick[key] = Number(query.get(key));
        for (const key of ['barred', 'manage']) if (query.has(key)) trick[key] = query.get(key) === '' ? null : query.get(key) === '1';
        if (query.has('empty')) queries = [];
        const one = queries.find((found) => found.id === query.get('query') || found.name === query.get('name'));
        if (one && query.has('set')) Object.assign(one, { canonical: JSON.parse(query.get('set')).query ?? one.canonical }, JSON.parse(query.get('set')), { version: one.version + 1, updated_at: iso() });
        return { queries, one: one ?? null };
    }
    return { serve, move, found_by };
}
