// The stand-in's setting up: five steps, hand-off rules, and what they propose for a conversation.
const kSteps = ['plan', 'expectations', 'collaboration', 'loop', 'guidelines'];

export function programme_routes({ id, by_id, iso, departments }) {
    let version = 0;
    let about = { saved_at: null, saved_by: null };
    const steps = Object.fromEntries(kSteps.map((step) => [step, { state: 'open', by: null, at: null }]));
    let rules = [];
    const shown = () => ({ version, ...about, steps, rules });
    const bad = (rule) => !departments.some((one) => one.id === rule.to_id) ? 'to_id' : rule.to_id === rule.back_id ? 'back_id' : rule.tags.length + rule.words.length === 0 ? 'words' : null;
    return {
        serve({ path, method, body, who, ko, json, problem }) {
            if (path !== '/programme') return false;
            if (method === 'GET') return json(200, shown()), true;
            if (body.version !== version) return problem(412, 'route.programme.stale', '그 사이 다른 사람이 저장했습니다. 새로 읽은 뒤 다시 저장하세요.', 'Somebody else saved meanwhile. Read it again, then save.'), true;
            const wrong = body.rules.findIndex((rule) => bad(rule));
            if (wrong >= 0) {
                const detail = ko ? `규칙 ${wrong + 1}: 고쳐야 할 곳이 있습니다.` : `Rule ${wrong + 1}: something is to be mended.`;
                return json(400, { type: 'urn:manyhands:problem:route.programme', title: detail, status: 400, detail, request_id: 'r', errors: [{ pointer: `/rules/${wrong}/${bad(body.rules[wrong])}`, detail }] }), true;
            }
            const { id: person, name, initials } = by_id.get(who);
            for (const step of kSteps) if (steps[step].state !== body.steps[step]) steps[step] = { state: body.steps[step], by: { id: person, name, initials }, at: iso() };
            rules = body.rules.map((rule) => ({ ...rule, id: rule.id ?? id('R') }));
            version++;
            about = { saved_at: iso(), saved_by: who };
            return json(200, shown()), true;
        },
        propose: (row) => rules.filter((rule) => rule.to_id !== row.department_id).flatMap((rule) => {
            const tag = rule.tags.find((one) => row.tags.some((mark) => mark.id === one));
            const word = rule.words.find((one) => row.excerpt.includes(one));
            return tag || word ? [{ rule_id: rule.id, department_id: rule.to_id, back_id: rule.back_id, minutes: rule.minutes, tag_id: tag ?? null, word: tag ? null : word }] : [];
        }),
        back_of: (rule_id) => { const rule = rules.find((one) => one.id === rule_id); return rule ? { department_id: rule.back_id, at: iso(Date.now() + rule.minutes * 60_000) } : null; },
        // Moved by tests: an empty brand again.
        forget() { version = 0; rules = []; about = { saved_at: null, saved_by: null }; for (const step of kSteps) steps[step] = { state: 'open', by: null, at: null }; return {}; },
    };
}
