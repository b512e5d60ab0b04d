// The stand-in's guidelines: the set that ships, of which it finds the terms and private data; two versions, exceptions, and
// what a dry run says. The real linter is C++; what is tested here is what the screens do with its findings.
import { readFileSync } from 'node:fs';

const bytes = (text) => Buffer.byteLength(text);
export function guideline_routes({ ago, iso }) {
    const shipped = JSON.parse(readFileSync(new URL('../../model-data/guidelines.json', import.meta.url), 'utf8')).rules.filter((one) => !one.id.endsWith('-example'));
    const own = { id: 'no-bulb', check: 'preferred', severity: 'warning', on: true, languages: ['ko'], terms: ['플로트'], instead: '흰 부표', reason: { ko: '고객이 보이는 대로 말합니다.', en: 'We say what the customer sees.' }, wrong: { ko: '플로트를 움직여 주세요.' }, right: { ko: '흰 부표를 움직여 주세요.' } };
    const versions = [{ version: 1, saved_at: ago(40 * 24 * 60), saved_by: 'emp-he', note: '처음 지침', rules: shipped }, { version: 2, saved_at: ago(9 * 24 * 60), saved_by: 'emp-he', note: '부표라고 부르기', rules: [...shipped, own] }];
    const exceptions = [{ at: ago(3 * 24 * 60), conversation_id: '01TALKS0000000000000000001', employee_id: 'emp-dy', version: 2, rules: ['shows-private'], reason: '매장의 대표 번호입니다.' }];
    const live = () => versions.at(-1);
    const findings = (text, pointer, ko, wanted) => live().rules.filter((one) => one.on).flatMap((rule) => {
        const found = (at, said, replacement) => ({ rule: rule.id, severity: rule.severity, pointer, from: bytes(text.slice(0, at)), to: bytes(text.slice(0, at + said.length)), replacement,
            reason: rule.reason[ko ? 'ko' : 'en'], wrong: rule.wrong[ko ? 'ko' : 'en'] ?? null, right: rule.right[ko ? 'ko' : 'en'] ?? null, holding: null });
        if (rule.check === 'holding') {
            const hit = /(\d+)분 안에 (알려|답)[^.]*/.exec(text);
            if (!hit) return [];
            const until = Date.parse(iso()) + Number(hit[1]) * 60_000;
            const differs = wanted ? Date.parse(wanted) > until + 900_000 : false;
            return wanted && !differs ? [] : [{ ...found(hit.index, hit[0], null), holding: { until: new Date(until).toISOString(), differs } }];
        }
        if (rule.check === 'asks_private') { const hit = /주문번호를 (댓글로 )?알려 주세요/.exec(text); return hit ? [found(hit.index, hit[0], null)] : []; }
        if (!['banned', 'preferred'].includes(rule.check)) return [];
        return rule.terms.flatMap((term) => { const at = text.indexOf(term.replace('*', '')); return at < 0 ? [] : [found(at, term.replace('*', ''), rule.instead ?? null)]; });
    });
    const look = (body, ko) => [...(body.parts ?? [body.text]).flatMap((text, i) => findings(text, body.parts ? `/parts/${i}` : '/text', ko, body.holding_until)), ...(body.alts ?? (body.media ?? []).map((one) => one.alt)).flatMap((alt, i) => findings(alt, `/media/${i}/alt`, ko))];
    const trick = { refuse: 0 };
    // Two rules that want what no answer can do: the one that is said in both.
    const problems = (rules, ko) => rules.flatMap((rule, i) => rules.slice(0, i).flatMap((other) => {
        const twice = rule.on && other.on && ['banned', 'preferred'].includes(rule.check) && (rule.terms ?? []).find((term) => (other.terms ?? []).includes(term) || (other.instead ?? '') === term);
        return twice ? [{ pointer: `/rules/${i}/terms`, detail: ko ? `'${other.id}' 규칙과 서로 맞지 않습니다: ${twice}` : `It contradicts the rule '${other.id}': ${twice}` }] : [];
    }));
    // What stands in every answer.
    const wide_in = (rules) => rules.filter((one) => one.on && one.terms?.includes('니다*') && !live().rules.some((kept) => JSON.stringify(kept) === JSON.stringify(one)))
        .map((one) => ({ id: one.id, answers: 290, refuses: one.check === 'required' }));
    const shown = (one, who) => ({ version: one.version, saved_at: one.saved_at, saved_by: one.saved_by, note: one.note, may_edit: who === 'emp-kg', rules: one.rules });
    return {
        findings: look,
        move: (query) => { if (query.get('refuse')) trick.refuse = 1; return { versions, exceptions }; },
        // What refuses an answer.
        gate(body, who, key, ko) {
            if (trick.refuse) { trick.refuse = 0; return [{ pointer: '/text', detail: ko ? '그사이 새 규칙이 생겼습니다.' : 'A rule was made meanwhile.' }]; }
            const blocking = look(body, ko).filter((one) => one.severity === 'block');
            if (blocking.length === 0) return null;
            if (!body.exception?.trim()) return blocking.map((one) => ({ pointer: one.pointer, detail: one.reason }));
            exceptions.unshift({ at: iso(), conversation_id: key, employee_id: who, version: live().version, rules: [...new Set(blocking.map((one) => one.rule))], reason: body.exception });
            return null;
        },
        serve({ path, method, body, who, json, problem, ko }) {
            if (!path.startsWith('/guidelines')) return false;
            if (path === '/guidelines' && method === 'GET') return json(200, shown(live(), who)), true;
            if (path === '/guidelines/versions') return json(200, { items: versions.toReversed().map(({ rules: _rules, ...about }) => about) }), true;
            if (path.startsWith('/guidelines/versions/')) { const one = versions.find((found) => found.version === Number(path.split('/')[3])); return one ? json(200, shown(one, who)) : problem(404, 'guideline', '그런 판이 없습니다.', 'There is no such version.'), true; }
            if (path === '/guidelines/exceptions') return json(200, { items: exceptions }), true;
            if (who !== 'emp-kg') return problem(403, 'forbidden', '관리자만 지침을 고칩니다.', 'Only an admin changes guidelines.'), true;
            const wrong = problems(body.rules, ko);
            if (path === '/guidelines/dry-run') {
                const samples = ['플로트를 두세 번 움직여 주세요.', '물통 안쪽의 플로트가 걸린 것 같습니다.', '고객님, 플로트를 위로 올려 주시면 됩니다.'];
                const hits = body.rules.filter((one) => one.on && ['banned', 'preferred'].includes(one.check)).map((one) => ({ id: one.id, answers: samples.filter((text) => one.terms.some((term) => text.includes(term.replace('*', '')))).length,
                    samples: samples.filter((text) => one.terms.some((term) => text.includes(term.replace('*', '')))).map((text) => ({ conversation_id: '01TALKS0000000000000000001', text, from: 0, to: 3 })) })).filter((one) => one.answers > 0);
                return json(200, { answers: 300, problems: wrong, wide: wide_in(body.rules), confirm: wide_in(body.rules).length > 0 ? 'tried' : null, rules: hits }), true;
            }
            if (body.version !== live().version) return problem(412, 'stale', '그사이 다른 사람이 지침을 저장했습니다.', 'Somebody saved the guidelines meanwhile.'), true;
            if (wide_in(body.rules).length > 0 && body.confirm !== 'tried') return problem(409, 'answer.guideline.wide', '지난 답변에 먼저 돌려 봅니다.', 'Try it on the last answers first.'), true;
            if (wrong.length > 0) return problem(400, 'guideline', wrong[0].detail, wrong[0].detail, { errors: [wrong[0]] }), true;
            versions.push({ version: live().version + 1, saved_at: iso(), saved_by: who, note: body.note ?? '', rules: body.rules });
            return json(200, shown(live(), who)), true;
        },
    };
}
