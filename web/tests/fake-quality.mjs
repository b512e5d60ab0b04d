// The stand-in's quality audit: one open sample, one closed, marks, appeals, a score card. The figures are roughly the
// server's; what is tested here is what the screens do with them.
export function quality_routes({ id, by_id, ago }) {
    const kDay = 24 * 60;
    const named = (who) => ({ id: who, initials: by_id.get(who).initials, name: by_id.get(who).name });
    const both = (ko, en) => ({ ko, en });
    const criterion = (key, ko, en, hint_ko, hint_en, weight, scale = 'five') => ({ id: key, name: both(ko, en), hint: both(hint_ko, hint_en), weight, scale });
    let cards = [{ version: 1, by: named('emp-kg'), at: ago(60 * kDay), critical: both('위험한 안내, 개인 정보 노출, 지킬 수 없는 약속', 'Unsafe advice, private data shown, or a promise we cannot keep'), criteria: [
        criterion('accuracy', '정확성', 'Accuracy', '원인과 해결이 맞고 빠진 것이 없음', 'Right cause and fix, nothing missing', 30), criterion('tone', '말투', 'Tone', '고객을 아끼는 사람의 말', 'Sounds like a person who cares', 20),
        criterion('terms', '용어', 'Terms', '우리가 정한 말, 고객이 아는 말', 'House words, and words that customers know', 15), criterion('method', '방법', 'Method', '다음에 할 일 하나가 분명함', 'One next step, and a clear one', 20),
        criterion('privacy', '개인 정보', 'Privacy', '공개된 곳에서 개인 정보를 묻지 않음', 'Nothing private asked in public', 15, 'yes_no')] }];
    const texts = [
        ['여름비', '온마루 D20 물통 비웠는데도 물통 가득 참 불이 안 꺼지고 계속 삑삑 소리 나요. 고장인가요?', '놀라셨죠, 죄송합니다. 물통 안쪽 뒤의 플로트가 걸리면 비어 있어도 소리가 납니다. 두세 번 위아래로 움직여 주세요. 그래도 울리면 가까운 매장에서 오늘 교환해 드릴게요.', '우와 진짜 바로 꺼졌어요. 감사합니다!'],
        ['달냥이', '배송 조회가 사흘째 그대로예요. 어디쯤 있나요?', '기다리게 해서 죄송합니다. 대전 터미널에 있고 내일 오후에 도착합니다. 늦어지면 먼저 알려 드릴게요.', ''],
        ['Edda', 'My humidifier smells of plastic after a week. Normal?', 'Sorry about that. Rinse the tank with warm water and a spoon of vinegar, then let it dry for a night. If the smell stays, we will swap it.', 'Worked, thanks.'],
    ];
    const thread = (n) => {
        const [who, question, answer, thanks] = texts[n % texts.length];
        const lang = who === 'Edda' ? 'en' : 'ko';
        const post = (ours, text, minutes, more = {}) => ({ ours, judged: false, author: ours ? 'onmaru.example' : who, text, lang, at: ago(2 * kDay + minutes), edited: false, deleted: false, ...more });
        return [post(false, question, 30), post(true, answer, 24, { judged: true }), ...(thanks ? [post(false, thanks, 10)] : [])];
    };
    const weigh = (card, mark) => (mark.critical ? 0 : card.criteria.reduce((sum, one) => sum + one.weight * mark.marks[one.id] / (one.scale === 'five' ? 5 : 1), 0));
    const mark = (by, marks, note = '', critical = false) => { const [accuracy, tone, terms, method, privacy] = marks; const made = { by: named(by), marks: { accuracy, tone, terms, method, privacy }, critical, note, at: ago(kDay) }; return { ...made, score: weigh(cards[0], made) }; };
    const round = (key, more) => ({ id: key, kind: 'sample', state: 'open', from: ago(9 * kDay), to: ago(2 * kDay), columns: ['language', 'newcomer'], seed: '20260312', confidence: 95, margin: 5, expected: 95, twice_percent: 20, size: null, newcomer_days: 90, population: 412,
        strata: [{ name: 'language=en newcomer=no', population: 88, drawn: 3 }, { name: 'language=ko newcomer=no', population: 290, drawn: 8 }, { name: 'language=ko newcomer=yes', population: 34, drawn: 1 }], card: 1, created_by: named('emp-kg'), created_at: ago(kDay), closed_at: null, ...more });
    const item = (round_id, n, author, marks, more = {}) => ({ round_id, answer_id: `01ANSWER${round_id.slice(-3)}${String(n).padStart(15, '0')}`, conversation_id: null, author: named(author), network: n % 3 === 2 ? 'mastodon' : 'bluesky', sent_at: ago(2 * kDay + n * 40), stratum: n % 3 === 2 ? 'language=en newcomer=no' : 'language=ko newcomer=no', weight: 34, gone: false, marks, appeal: null, n, ...more });
    const open_id = '01QUALITY0000000000000000A';
    const done_id = '01QUALITY0000000000000000B';
    let rounds = [round(open_id, {}), round(done_id, { state: 'closed', kind: 'sample', seed: '7', from: ago(16 * kDay), to: ago(9 * kDay), closed_at: ago(2 * kDay), population: 388, created_at: ago(9 * kDay) })];
    let items = [...Array.from({ length: 3 }, (_, n) => item(open_id, n, 'emp-dy', [])),
        item(done_id, 0, 'emp-kg', [mark('emp-sm', [5, 5, 4, 5, 1], '순서가 좋고 사과가 자연스러워요. ‘플로트’ 대신 ‘흰 부표’라고 쓰면 누구나 알아들어요.'), mark('emp-he', [5, 4, 4, 5, 1])]),
        item(done_id, 1, 'emp-dy', [mark('emp-sm', [4, 5, 5, 3, 1])], { appeal: { reason: '내일 도착한다는 말은 택배사가 확인해 준 것입니다. 지킬 수 있는 약속이었습니다.', at: ago(600), state: 'open', decision: '', decided_at: null, mark: null } }),
        item(done_id, 2, 'emp-dy', [mark('emp-sm', [5, 5, 5, 5, 1])]), item(done_id, 3, 'emp-sm', [mark('emp-he', [5, 5, 5, 5, 0], '', true)])];
    const passed = new Set();
    let newest = null;
    const trick = { slow: 0, refuse: 0 };
    const final = (one) => (one.appeal?.mark ? one.appeal.mark.score : one.marks.length === 0 ? null : one.marks.reduce((sum, made) => sum + made.score, 0) / one.marks.length);
    const of = (key) => items.filter((one) => one.round_id === key);
    const shown_round = (one, who) => ({ ...one, items: of(one.id).length, gone: 0, marked: of(one.id).filter((x) => x.marks.length > 0).length, wanted: one.state === 'open' ? of(one.id).filter((x) => x.marks.length === 0).length : 0, by_me: of(one.id).filter((x) => x.marks.some((made) => made.by.id === who)).length });
    const judged = (one, blind) => { const { n: _n, ...rest } = one; return { ...rest, score: final(one), critical: one.marks.some((made) => made.critical), author: blind ? null : one.author, marks: one.marks.map((made) => ({ ...made, by: blind ? null : made.by })) }; };
    const wilson = (scores) => {
        const n = scores.length;
        const p = scores.reduce((a, b) => a + b, 0) / n / 100;
        const z2 = 1.959963984540054 ** 2;
        const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
        const half = (Math.sqrt(z2) / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
        return { answers: n, effective: n, mean: p * 100, low: Math.max(0, middle - half) * 100, high: Math.min(1, middle + half) * 100 };
    };
    const standing = (key, label, list) => { const score = wilson(list.map(final)); return { key, label, ...score, critical: list.filter((one) => one.marks.some((made) => made.critical)).length, band: score.low >= 95 ? 'in' : score.high < 95 ? 'below' : 'unsure' }; };
    const agreement = () => cards[0].criteria.map((one) => {
        const size = one.scale === 'five' ? 5 : 2;
        const matrix = Array.from({ length: size }, () => Array(size).fill(0));
        const pairs = of(done_id).filter((x) => x.marks.length > 1);
        for (const pair of pairs) matrix[pair.marks[0].marks[one.id] - (size === 5 ? 1 : 0)][pair.marks[1].marks[one.id] - (size === 5 ? 1 : 0)] += 1;
        const equal = matrix.reduce((sum, row, i) => sum + row[i], 0);
        return { criterion: one.id, scale: one.scale, pairs: pairs.length, equal, kappa: one.id === 'tone' ? 0.62 : null, matrix };
    });
    const preview = (body) => ({ population: 412, size: body.size ?? Math.ceil(1 / (1 / 412 + (body.margin ** 2) / 2000)), strata: body.columns.length === 0 ? [{ name: 'all', population: 412, drawn: body.size ?? 60 }] : rounds.at(-1).strata });

    function serve({ path, method, query, body, who, json, problem }) {
        const [, first, second, third, fourth, fifth, sixth] = path.split('/');
        if (first !== 'quality') return false;
        const role = by_id.get(who).role;
        const marks = ['lead', 'admin', 'auditor'].includes(role);
        if (trick.refuse > 0) { trick.refuse--; return problem(503, 'unavailable', '지금은 답할 수 없습니다.', 'Not available for now.'), true; }
        if (second === 'cards' && method === 'GET') return json(200, { current: cards[0], versions: cards, may_manage: marks }), true;
        if (second === 'mine') return json(200, { appeal_days: 7, items: items.filter((one) => one.author.id === who && rounds.find((x) => x.id === one.round_id).state === 'closed' && one.marks.length > 0).map((one) => ({ card: cards.at(-1), judged: judged(one, true), thread: thread(one.n), appeal_until: ago(-5 * kDay), may_appeal: one.appeal === null, may_decide: false })) }), true;
        const at = items.find((one) => one.round_id === third && one.answer_id === fifth);
        if (second === 'rounds' && sixth === 'appeal') return at.appeal = { reason: body.reason, at: ago(0), state: 'open', decision: '', decided_at: null, mark: null }, json(204), true;
        if (!marks && role !== 'analyst') return problem(403, 'forbidden', '볼 수 없습니다.', 'Not allowed.'), true;
        if (second === 'cards') {
            if (body.version !== cards[0].version) return problem(409, 'quality.card.changed', '그사이 다른 사람이 평가표를 바꿨습니다.', 'Somebody else changed the score card meanwhile.'), true;
            cards = [{ version: cards[0].version + 1, criteria: body.criteria, critical: body.critical, by: named(who), at: ago(0) }, ...cards];
            return json(201, cards[0]), true;
        }
        if (second === 'preview') return json(200, preview(body)), true;
        if (second === 'results') {
            const list = of(done_id).filter((one) => final(one) !== null);
            const groups = Object.groupBy(list, (one) => (query.get('by') === 'network' ? one.network : query.get('by') === 'department' ? 'dep-care' : one.author.id));
            const label = (key) => by_id.get(key)?.name ?? { 'dep-care': '고객지원', bluesky: 'Bluesky', mastodon: 'Mastodon' }[key] ?? key;
            return json(200, { from: query.get('from'), to: query.get('to'), by: query.get('by') ?? 'person', all: list.length > 0 ? standing('', '', list) : null, groups: Object.entries(groups).map(([key, some]) => standing(key, label(key), some)), agreement: agreement(), card: cards[0] }), true;
        }
        if (second === 'appeals') return json(200, { appeal_days: 7, items: items.filter((one) => one.appeal && one.author.id !== who).map((one) => ({ card: cards.at(-1), judged: judged(one, true), thread: thread(one.n), appeal_until: ago(-5 * kDay), may_appeal: false, may_decide: one.appeal.state === 'open' && !one.marks.some((made) => made.by.id === who) })) }), true;
        if (second !== 'rounds') return false;
        if (!third && method === 'GET') return json(200, { items: rounds.map((one) => shown_round(one, who)), may_mark: marks, may_manage: marks }), true;
        if (!third) {
            const made = round(id('Q'), { ...body, size: body.size ?? null, seed: body.seed ?? '481516', created_by: named(who), created_at: ago(0) });
            rounds = [made, ...rounds];
            items = [...items, ...Array.from({ length: 2 }, (_, n) => item(made.id, n, 'emp-dy', []))];
            return json(201, shown_round(made, who)), true;
        }
        const one = rounds.find((x) => x.id === third);
        if (!one) return problem(404, 'quality.round.not_found', '그 평가 회차가 없습니다.', 'There is no such round of audits.'), true;
        if (!fourth) return json(200, { round: shown_round(one, who), card: cards.at(-1), items: one.state === 'closed' ? of(third).map((x) => judged(x, false)) : [], agreement: one.state === 'closed' ? agreement() : [] }), true;
        if (fourth === 'close') return Object.assign(one, { state: 'closed', closed_at: ago(0) }), json(200, shown_round(one, who)), true;
        if (fourth === 'next') {
            const next = one.state === 'closed' ? undefined : of(third).find((x) => x.author.id !== who && x.marks.length === 0 && !passed.has(`${who} ${x.answer_id}`));
            return json(200, { round: shown_round(one, who), card: cards.at(-1), item: next ? { answer_id: next.answer_id, position: next.n, network: next.network, sent_at: next.sent_at, stratum: next.stratum, stratum_population: 290, twice: next.n === 0, thread: thread(next.n) } : null }), true;
        }
        if (!at) return problem(404, 'quality.item.not_found', '그 답은 이 회차에 없습니다.', 'That answer is not in this round.'), true;
        if (sixth === 'marks') {
            if (at.marks.some((made) => made.by.id === who)) return problem(409, 'quality.mark.already', '이미 평가한 답입니다.', 'You have marked that answer already.'), true;
            newest = { ...body, by: named(who), score: weigh(cards.at(-1), body), at: ago(0) };
            at.marks.push(newest);
            return json(204), true;
        }
        if (sixth === 'pass') return passed.add(`${who} ${at.answer_id}`), json(204), true;
        if (sixth === 'decision') {
            Object.assign(at.appeal, { state: body.mark ? 'changed' : 'stands', decision: body.decision, decided_at: ago(0), mark: body.mark ? { ...body.mark, by: null, score: weigh(cards.at(-1), body.mark), at: ago(0) } : null });
            return json(204), true;
        }
        return false;
    }
    // What tests want of this world.
    function move(query) {
        if (query.get('refuse')) trick.refuse = Number(query.get('refuse'));
        if (query.get('empty')) { rounds = []; items = []; }
        return { rounds: rounds.length, marks: items.reduce((sum, one) => sum + one.marks.length, 0), last: newest, items: items.map((one) => ({ id: one.answer_id, marks: one.marks.length })) };
    }
    return { serve, move };
}
