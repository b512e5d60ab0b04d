// The stand-in's phrases: what the composer's screens need of the server beyond the conversation itself.
import { kPhrases } from './fake-data.mjs';

export function composer_routes({ id, by_id }) {
    const phrases = kPhrases.map(([shortcut, title, texts, shared, uses]) => ({ id: id('H'), shortcut, title, texts, shared, uses, owner: shared === 'me' ? 'emp-kg' : 'emp-he' }));
    const may_edit = (one, who) => {
        const { role } = by_id.get(who);
        return one.shared === 'me' ? one.owner === who : ['lead', 'admin'].includes(role) || (one.shared === 'department' && role === 'desk');
    };
    const shown = (one, who) => ({ ...one, may_edit: may_edit(one, who) });
    // true: the request was ours.
    return function handle({ path, method, body, who, json, problem }) {
        if (path === '/phrases' && method === 'GET') {
            json(200, { items: phrases.filter((one) => one.shared !== 'me' || one.owner === who).sort((a, b) => b.uses - a.uses).map((one) => shown(one, who)) });
            return true;
        }
        if (path === '/phrases' || path.startsWith('/phrases/')) {
            const one = phrases.find((found) => found.id === path.split('/')[2]);
            if (path !== '/phrases' && !one) return problem(404, 'phrase', '이 문구는 이제 없습니다.', 'This phrase is not there any more.'), true;
            if (method === 'DELETE') return phrases.splice(phrases.indexOf(one), 1), json(204), true;
            if (phrases.some((other) => other !== one && other.shortcut === body.shortcut && other.shared === body.shared))
                return problem(409, 'shortcut', '다른 문구가 이미 쓰는 단축어입니다.', 'This shortcut is taken.', { errors: [{ pointer: '/shortcut', detail: '다른 문구가 이미 쓰는 단축어입니다.' }] }), true;
            const texts = Object.fromEntries(Object.entries({ ...one?.texts, ...body.texts }).filter(([, text]) => text));
            const made = Object.assign(one ?? { id: id('H'), uses: 0, owner: who }, body, { texts });
            if (!one) phrases.push(made);
            json(one ? 200 : 201, shown(made, who));
            return true;
        }
        return false;
    };
}

const kept = new Map();
export async function pictures(request, response, path, json) {
    if (request.method === 'POST') {
        const parts = [];
        for await (const part of request) parts.push(part);
        const bytes = Buffer.concat(parts);
        const id = `01M${String(kept.size).padStart(8, '0')}`;
        kept.set(id, { type: request.headers['content-type'], bytes });
        return json(201, { id, type: request.headers['content-type'], width: 64, height: 64, bytes: bytes.length });
    }
    const found = kept.get(path.split('/')[2]);
    response.writeHead(found ? 200 : 404, { 'Content-Type': found?.type ?? 'text/plain' });
    response.end(found?.bytes);
}
