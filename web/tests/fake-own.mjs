// The stand-in's own accounts: a code that is found after three looks, one bound account each for two people.
export function own_routes({ id, employees, iso, ago }) {
    const bindings = employees.slice(0, 2).map((who, i) => ({ employee: who, id: id('B'), network: 'bluesky', handle: ['kimgordon.example', 'jihoon.example'][i], kind: i ? 'work' : 'personal', bound_at: ago(60 * 24 * (9 + i)), ended_at: null, ended_why: null }));
    const wishes = [];
    const posts = [{ network: 'bluesky', handle: 'kimgordon.example', url: 'https://bsky.app/profile/kimgordon.example/post/1', at: ago(50), state: 'taken', reason: null, conversation_id: null },
        { network: 'bluesky', handle: 'kimgordon.example', url: null, at: ago(190), state: 'refused', reason: 'stale', conversation_id: null }];
    const bare = ({ employee, ...one }) => one;
    const named = ({ id: of, initials, name }) => ({ id: of, initials, name });
    return function handle({ path, method, body, who, json, problem }) {
        const [, first, second, third] = path.split('/');
        if (path === '/me/bindings' && method === 'GET') {
            for (const wish of wishes.filter((one) => one.who === who && ++one.looks > 3 && !one.problem)) {
                wishes.splice(wishes.indexOf(wish), 1);
                bindings.unshift({ employee: employees.find((one) => one.id === who), id: id('B'), network: wish.network, handle: wish.handle, kind: 'personal', bound_at: iso(), ended_at: null, ended_why: null });
            }
            const mine = bindings.filter((one) => one.employee.id === who);
            json(200, { tag: 'twelve', signature: 'handle', networks: [{ id: 'bluesky', label: 'Bluesky', brand_handle: 'onmaru.example' }], items: mine.map(bare), wishes: wishes.filter((one) => one.who === who).map(({ who: _, looks, ...one }) => one), posts: mine.length > 0 ? posts : [] });
            return true;
        }
        if (path === '/me/bindings') {
            const handle = body.handle.replace(/^@/, '');
            if (/[ /]/.test(handle)) return problem(400, 'handle', '계정 이름이 아닙니다. 그 네트워크에서 보이는 대로 적으세요.', 'That is no account name. Write it as people see it there.'), true;
            const wish = { who, looks: 0, id: id('W'), network: body.network, handle, code: '7KMD-42RX', problem: handle.startsWith('nobody') ? 'no_such_handle' : null, made_at: iso(), expires_at: ago(-15) };
            wishes.push(wish);
            const { who: _, looks, ...shown } = wish;
            return json(201, shown), true;
        }
        if (first === 'me' && second === 'binding-wishes') { wishes.splice(wishes.findIndex((one) => one.id === third), 1); return json(204), true; }
        if (path === '/bindings') return json(200, { items: bindings.filter((one) => !one.ended_at).map((one) => ({ ...one, employee: named(one.employee) })), strangers: 14 }), true;
        if (first === 'bindings') {
            const one = bindings.find((each) => each.id === second);
            if (!one) return problem(404, 'binding', '그런 연결이 없습니다.', 'There is no such bound account.'), true;
            if (method === 'PATCH') one.kind = body.kind;
            else Object.assign(one, { ended_at: iso(), ended_why: one.employee.id === who ? 'self' : 'lead' });
            return json(204), true;
        }
        if (first === 'conversations' && third === 'code') return json(200, { code: '7KMDB', expires_at: ago(-60 * 24 * 7), tag: 'twelve', brand_handle: 'onmaru.example' }), true;
        return false;
    };
}
