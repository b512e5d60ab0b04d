// The stand-in's joining: links, who waits, invitations, and the page of a link that needs no session.
const kToken = 'summer-crowd';
export function joining_routes({ id, employees, by_id, departments, iso, ago }) {
    const link = (more) => ({ id: id('J'), department_id: 'dep-care', made_by: 'KG', domains: ['onmaru.example'], entry: 'confirmed', most: null, made_at: ago(300), expires_at: ago(-60 * 24 * 6), ended_at: null, state: 'open', joined: 0, waiting: 0, token: id('T'), ...more });
    const links = [link({ joined: 41, waiting: 2, token: kToken }), link({ department_id: departments.at(-1).id, entry: 'at_once', most: 30, joined: 28, expires_at: ago(-90), token: 'at-once' }),
        link({ state: 'ended', ended_at: ago(1000), joined: 212, token: 'over' }), link({ state: 'expired', expires_at: ago(2000), joined: 9, token: 'late' })];
    const joins = [['최은서', 'eunseo@onmaru.example', 'ES', {}], ['Daniel Okafor', 'daniel.okafor@onmaru.example', 'DO', { known: true }], ['정하람', 'haram@onmaru.example', 'ㅎㄹ', { same: 1 }]]
        .map(([name, email, initials, more], i) => ({ id: id('N'), link_id: links[0].id, department_id: 'dep-care', name, email, initials, asked_at: ago(3 + i * 40), known: false, same: 0, ...more }));
    const invited = [['윤다인', 'dain@onmaru.example', 'DI', 'open', -60 * 24 * 5], ['Priya Raman', 'priya@onmaru.example', 'PR', 'expired', 60 * 26], ['오세준', 'sejun@onmaru.example', 'SJ', 'ended', null]]
        .map(([name, email, initials, state, minutes]) => ({ employee: { id: id('E'), name, email, initials, role: 'employee', department_id: 'dep-care', active: true }, expires_at: minutes === null ? null : ago(minutes), state }));
    const receipts = new Map();
    const shown = ({ token, ...one }) => one;
    const taken = (initials) => employees.some((one) => one.active && one.initials === initials) || joins.some((one) => one.initials === initials);
    const propose = (name) => { const base = /[가-힣]/.test(name) ? name.slice(-2) : name.split(' ').map((word) => word[0] ?? '').join('').slice(0, 2).toUpperCase(); return taken(base) ? `${base}A` : base || 'AA'; };
    const hire = (one) => { const person = { id: id('E'), name: one.name, email: one.email, initials: one.initials, role: 'employee', department_id: one.department_id, active: true }; employees.push(person); by_id.set(person.id, person); return person; };
    const words = { ended: ['이 가입 링크는 끝났습니다. 새 링크를 받으세요.', 'This join link was ended. Ask for a new one.'], expired: ['이 가입 링크는 기한이 지났습니다. 새 링크를 받으세요.', 'This join link has expired. Ask for a new one.'], unknown: ['쓸 수 없는 가입 링크입니다. 주소를 끝까지 옮겼는지 보고, 아니면 새 링크를 받으세요.', 'This join link does not work. Check that you have the whole address, or ask for a new one.'] };
    // Before anybody is signed in. true: the request was ours.
    function open({ path, body, json, problem, sign_in }) {
        if (!path.startsWith('/join/') && path !== '/join') return false;
        if (path === '/join/enter') {
            const receipt = receipts.get(body.receipt);
            if (!receipt) return problem(401, 'link', '이미 썼거나 시간이 지난 링크입니다.', 'This link has been used or has expired.'), true;
            if (receipt.state !== 'in') return json(200, { state: receipt.state, me: null }), true;
            receipts.delete(body.receipt);
            return sign_in(receipt.who, (me) => ({ state: 'in', me })), true;
        }
        const found = links.find((one) => one.token === body.token);
        const state = found?.state ?? 'unknown';
        if (state !== 'open') return problem(401, `join_${state}`, ...words[state]), true;
        if (path === '/join/look') { const room = departments.find((one) => one.id === found.department_id); return json(200, { brand: '온마루', department_ko: room.name_ko, department_en: room.name_en, domains: found.domains, entry: found.entry, expires_at: found.expires_at }), true; }
        if (path === '/join/initials') return json(200, body.initials ? { initials: body.initials.toUpperCase(), free: !taken(body.initials.toUpperCase()) } : { initials: propose(body.name), free: true }), true;
        const receipt = id('K');
        const one = { id: id('N'), link_id: found.id, department_id: found.department_id, name: body.name, email: body.email, initials: body.initials || propose(body.name), asked_at: iso(), known: employees.some((who) => who.email === body.email), same: 0, receipt };
        if (found.entry === 'at_once' && !one.known) { found.joined++; receipts.set(receipt, { state: 'in', who: hire(one).id }); }
        else { found.waiting++; joins.push(one); receipts.set(receipt, { state: 'waiting' }); }
        return json(201, { receipt }), true;
    }
    function handle({ path, method, body, host, json, problem }) {
        const [, first, second, third] = path.split('/');
        if (path === '/join-links' && method === 'GET') return json(200, { items: links.map(shown) }), true;
        if (path === '/join-links') { const one = link({ made_at: iso(), department_id: body.department_id, domains: body.domains ?? [], most: body.most ?? null, entry: body.entry, expires_at: iso(Date.now() + body.hours * 3_600_000), token: `t${id('Q')}abcdefghijklmnopqrstuvwxyz` }); links.unshift(one); return json(201, { link: shown(one), url: `http://${host}/join/${one.token}` }), true; }
        if (first === 'join-links') { const one = links.find((each) => each.id === second); Object.assign(one, { state: 'ended', ended_at: iso() }); return json(204), true; }
        if (path === '/joins') return json(200, { items: joins.map(({ receipt, ...one }) => one) }), true;
        if (first === 'joins') {
            const at = joins.findIndex((each) => each.id === second);
            if (at < 0) return problem(404, 'decided', '이미 정해졌습니다.', 'This was decided already.'), true;
            const one = joins[at];
            const found = links.find((each) => each.id === one.link_id);
            if (third === 'confirm') {
                if (body.initials) one.initials = body.initials;
                if (employees.some((who) => who.active && who.initials === one.initials)) return problem(409, 'initials', '이 서명은 다른 사람이 쓰고 있습니다. 다른 서명을 고르세요.', "These initials are somebody else's. Choose others."), true;
                joins.splice(at, 1);
                found.waiting--; found.joined++;
                const person = hire(one);
                if (one.receipt) receipts.set(one.receipt, { state: 'in', who: person.id });
                return json(200, person), true;
            }
            joins.splice(at, 1);
            found.waiting--;
            if (one.receipt) receipts.set(one.receipt, { state: 'refused' });
            return json(204), true;
        }
        if (path === '/invitations') return json(200, { items: invited, more: false }), true;
        if (first === 'employees' && third === 'link') {
            const one = invited.find((each) => each.employee.id === second);
            if (!one) return false;
            if (method === 'DELETE') { Object.assign(one, { state: 'ended', expires_at: null }); return json(204), true; }
            Object.assign(one, { state: 'open', expires_at: iso(Date.now() + 7 * 86_400_000) });
            return json(201, { link: `http://${host}/link/t${id('L')}` }), true;
        }
        return false;
    }
    return { open, handle };
}
