// The stand-in's promises.
export function action_routes({ id, by_id, iso, ago, talk_of }) {
    const named = (who) => (who ? { id: who, initials: by_id.get(who).initials, name: by_id.get(who).name } : null);
    const all = [];
    const may = (one, who) => one.state === 'open' && !['auditor', 'analyst'].includes(by_id.get(who).role) && (by_id.get(who).role !== 'employee' || [one.owner, one.promised_by].includes(who));
    const shown = (one, who) => { const { row } = talk_of(one.conversation_id); return { ...one, customer: { handle: row.customer.handle, name: row.customer.display_name }, network: row.network, promised_by: named(one.promised_by), owner: named(one.owner), owner_gone: one.owner_gone ?? false, ended_by: named(one.ended_by), overdue: one.state === 'open' && Date.parse(one.due_at) < Date.now(), may_change: may(one, who) }; };
    const add = (conversation_id, who, body) => { const owner = body.owner_id ?? who; const one = { id: id('D'), conversation_id, kind: body.kind, what: body.what, promised_by: who, owner, department_id: body.department_id ?? by_id.get(owner).department_id, promised_at: iso(), due_at: body.due_at, state: 'open', ended_at: null, ended_by: null }; all.push(one); return one; };
    return {
        add,
        of: (conversation, who) => all.filter((one) => one.conversation_id === conversation).map((one) => shown(one, who)),
        move: (query) => { if (query.get('late')) Object.assign(all[0], { due_at: ago(Number(query.get('late'))), owner_gone: query.get('gone') === 'yes' }); return { actions: all }; },
        promise(conversation, who, body, json, problem) {
            if (Date.parse(body.due_at) <= Date.now()) return problem(400, 'desk.action.past', '이미 지난 때입니다.', 'That time has passed.', { errors: [{ pointer: '/due_at', detail: '이미 지난 때입니다.' }] });
            return json(201, shown(add(conversation, who, body), who));
        },
        serve({ path, method, query, body, who, json, problem }) {
            if (path !== '/actions' && !path.startsWith('/actions/')) return false;
            if (path === '/actions') {
                const which = query.get('which') ?? 'open';
                const fits = (one) => (which === 'ended' ? one.state !== 'open' : one.state === 'open' && (which === 'open' || Date.parse(one.due_at) < Date.now())) && (!query.get('mine') || one.owner === who) && (!query.get('department') || one.department_id === query.get('department'));
                return json(200, { items: all.filter(fits).sort((a, b) => a.due_at.localeCompare(b.due_at)).map((one) => shown(one, who)) }), true;
            }
            const [, , key, what] = path.split('/');
            const one = all.find((found) => found.id === key);
            if (!one) return problem(404, 'action', '그런 약속이 없습니다.', 'There is no such promise.'), true;
            if (method === 'PATCH') Object.assign(one, body.owner_id ? { owner: body.owner_id, owner_gone: false, department_id: by_id.get(body.owner_id).department_id } : {}, body.due_at ? { due_at: body.due_at } : {});
            else if (one.state === 'open') Object.assign(one, { state: what === 'done' ? 'done' : 'cancelled', ended_at: iso(), ended_by: who });
            return json(200, shown(one, who)), true;
        },
    };
}
