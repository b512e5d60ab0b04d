// The stand-in's tips: one that fits a leaking dehumidifier, one that waits for a lead.
export function tip_routes({ id, by_id, iso }) {
    const named = (who) => ({ id: who, initials: by_id.get(who).initials, name: by_id.get(who).name });
    let all = [
        { id: '01TIP000000000000000000001', title: '제습기에서 물이 샐 때', texts: { ko: '물통을 뺀 뒤 부표를 위아래로 움직여 주세요. 물통을 끝까지 밀어 넣으면 멈춥니다.', en: 'Take the tank out and move the float up and down, then push the tank in until it clicks.' }, state: 'published', author: 'emp-dy', proposed_by: 'emp-kg', conversation_id: null, version: 3, uses: 12, changed_at: iso() },
        { id: '01TIP000000000000000000002', title: 'Where is the serial number?', texts: { en: 'On the sticker under the water tank. It begins with D20.' }, state: 'proposed', author: 'emp-dy', proposed_by: 'emp-dy', conversation_id: null, version: 1, uses: 0, changed_at: iso() },
    ];
    const publishes = (who) => ['lead', 'admin'].includes(by_id.get(who).role);
    const shown = (one, who) => ({ ...one, author: named(one.author), proposed_by: named(one.proposed_by), may_change: publishes(who) || (one.state === 'proposed' && [one.author, one.proposed_by].includes(who)), may_publish: publishes(who) });
    let last_use = null;
    return {
        used: (ids) => { for (const one of all) if (ids.includes(one.id)) one.uses++; last_use = ids; },
        move: (query) => { if (query.get('empty')) all = []; return { tips: all, last_use }; },
        serve({ path, method, query, body, who, json, problem }) {
            const [, first, key, last] = path.split('/');
            if (first === 'conversations' && last === 'tips') return json(200, { items: all.filter((one) => one.state === 'published').map((one) => shown(one, who)) }), true;
            if (first !== 'tips') return false;
            if (method === 'GET') return json(200, { items: all.filter((one) => (query.get('state') ? one.state === query.get('state') : one.state !== 'retired') && (one.state === 'published' || publishes(who) || one.author === who) && (!query.get('q') || `${one.title} ${one.texts.ko ?? ''} ${one.texts.en ?? ''}`.includes(query.get('q')))).map((one) => shown(one, who)) }), true;
            if (method === 'POST') {
                const made = { id: id('I'), title: body.title, texts: body.texts, state: body.state ?? 'proposed', author: body.answer_id ? 'emp-dy' : who, proposed_by: who, conversation_id: null, version: 1, uses: 0, changed_at: iso(), answer_id: body.answer_id };
                all = [made, ...all];
                return json(201, shown(made, who)), true;
            }
            const one = all.find((found) => found.id === key);
            if (!one) return problem(404, 'knowledge.tip.not_found', '그런 팁이 없습니다.', 'There is no such tip.'), true;
            if (one.version !== body.version) return problem(412, 'knowledge.tip.stale', '그사이 다른 사람이 이 팁을 고쳤습니다.', 'Somebody else changed this tip meanwhile.'), true;
            Object.assign(one, body, { version: one.version + 1, changed_at: iso() });
            return json(200, shown(one, who)), true;
        },
    };
}
