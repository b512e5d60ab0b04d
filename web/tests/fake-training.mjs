// The stand-in's first minutes for leads: the document, who is how far, levels.
import { readFileSync } from 'node:fs';
const shipped = JSON.parse(readFileSync(new URL('../../model-data/training.json', import.meta.url), 'utf8'));

export function training_routes({ by_id, iso }) {
    const both = (ko, en) => ({ ko, en });
    let version = 2;
    let document = { ...shipped, topics: [{ query: '01LISTEN000000000000000001', name: both('누수', 'Leaks') }],
        levels: [{ id: 'first', name: both('쉬운 주제', 'Easy topics'), topics: ['01LISTEN000000000000000001'], languages: [], barred: ['goodwill', 'legal'] }, { id: 'all', name: both('모두', 'Everything'), topics: [], languages: [], barred: [] }] };
    const levels = new Map([['emp-kg', 'all']]);
    let last = null;
    const saved = (who) => ({ version, saved_at: iso(), saved_by: 'emp-kg', may_levels: ['lead', 'admin'].includes(by_id.get(who).role), document });
    return {
        move: () => ({ document, last }),
        serve({ path, method, body, who, json, problem }) {
            const certified = /^\/employees\/([^/]+)\/certification$/.exec(path);
            if (certified && method === 'POST') {
                levels.set(certified[1], body.level);
                return json(204, null), true;
            }
            if (path === '/training/people') {
                return json(200, { items: [...by_id.values()].filter((one) => one.id).slice(0, 4).map((one, i) => ({ person: { id: one.id, initials: one.initials, name: one.name }, role: one.role, department_id: one.department_id, asked: i > 0, cards: i, questions: Math.max(0, i - 1), tries: i * 2, practice: false,
                    finished_at: null, level: levels.get(one.id) ?? null, level_at: levels.has(one.id) ? iso() : null, level_by: null, reason: '' })), cards: document.cards.length, questions: document.questions.length, next: null }), true;
            }
            if (path !== '/training') return false;
            if (method === 'PUT') {
                if (body.version !== version) return problem(412, 'answer.training.stale', '그사이 다른 판이 저장되었습니다.', 'Somebody has saved another version meanwhile.'), true;
                ({ document } = body);
                last = body;
                version++;
            }
            return json(200, saved(who)), true;
        },
    };
}
