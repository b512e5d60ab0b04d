// The stand-in's admin side: people in pages, a file of people, departments, the table of roles, settings, tokens, brands.
const kActions = [
    ['see_conversation', '대화 보기', 'See conversations', 'brand brand brand brand brand brand'], ['claim_conversation', '대화 맡기', 'Claim conversations', 'brand brand brand none none brand'],
    ['take_over', '남이 맡은 대화 바로 넘겨받기', 'Take over at once what somebody else holds', 'none none brand none none brand'], ['hand_off', '대화 넘기기', 'Hand off conversations', 'own brand brand none none brand'],
    ['submit_answer', '답 보내기', 'Send answers', 'brand brand brand none none brand'], ['resolve_held', '확인이 필요한 답 정하기', 'Decide on held answers', 'own brand brand none none brand'],
    ['manage_people', '사람과 부서 관리', 'Manage people and departments', 'none none none none none brand'], ['see_report', '보고서 보기', 'See reports', 'none brand brand brand brand brand'], ['manage_token', 'API 토큰 만들기', 'Make API tokens', 'none own own none own brand'],
];
const kRoles = ['employee', 'desk', 'lead', 'auditor', 'analyst', 'admin'];
const setting = (key, section, kind, value, standard, ko, en, hint_ko, hint_en, more = {}) => ({ key, section, kind, choices: [], value, standard, source: value === standard ? 'default' : 'interface', environment: `MANYHANDS_${key.toUpperCase().replace('SERVER.', '').replaceAll('.', '_')}`, flag: '', restart_needed: false, changeable: true, words: [ko, en, hint_ko, hint_en], ...more });

export function admin_routes({ id, employees, by_id, links, departments }) {
    const sections = { promise: ['약속', 'Promise'], answer: ['답변', 'Answers'], goals: ['목표', 'Goals'], retention: ['보관', 'Retention'], server: ['서버', 'Server'] };
    const settings = [
        setting('server.listen', 'server', 'line', '0.0.0.0:443', '127.0.0.1:1212', '연결을 받는 주소', 'Address to listen on', '주소와 포트입니다.', 'Address and port.', { source: 'file', flag: '--listen', changeable: false, restart_needed: true }),
        setting('server.base_url', 'server', 'line', 'https://care.onmaru.example', '', '바깥에서 보는 주소', 'Public address', '초대 링크에 들어갑니다.', 'Invitation links begin with it.', { source: 'environment', flag: '--base-url', changeable: false, restart_needed: true }),
        setting('promise.minutes', 'promise', 'whole', '12', '12', '첫 답변 약속(분)', 'Promise of the first answer (minutes)', '고객의 글부터 첫 답변까지 지키려는 시간입니다.', 'From the customer\'s post to our first answer.'),
        setting('promise.bands', 'promise', 'whole_list', '7 12 30 60', '7 12 30 60', '대기 구간(분)', 'Waiting bands (minutes)', '약속 시간이 그중 하나여야 합니다.', 'The promise must be one of them.'),
        ...[['promise.text_', 'promise', '약속 문구', 'Words of the promise'], ['promise.scope_', 'promise', '답하는 것과 답하지 않는 것', 'What is answered and what is not'], ['answer.hold_', 'answer', '확인 중 답변', 'Holding answer']].flatMap(([key, section, word_ko, word_en]) => [['ko', '한국어', 'Korean'], ['en', '영어', 'English']].map(([lang, in_ko, in_en]) => setting(key + lang, section, 'line', '', '', `${word_ko}(${in_ko})`, `${word_en} (${in_en})`, '시작 설정에서도 고칩니다.', 'Setting up changes it, too.'))),
        setting('goals.within_promise', 'goals', 'whole', '0', '0', '약속 안에 답하는 비율 목표(%)', 'Goal: share answered within the promise (%)', '0이면 목표가 없습니다.', '0: no goal.'),
        setting('goals.real_answer_minutes', 'goals', 'whole', '0', '0', '제대로 된 답까지의 목표(분)', 'Goal: minutes to the real answer', '0이면 목표가 없습니다.', '0: no goal.'),
        setting('answer.undo_seconds', 'answer', 'choice', '10', '5', '보내기 취소 시간(초)', 'Time to undo (seconds)', '각자 내 설정에서 바꿀 수 있습니다.', 'Unless a person chose otherwise.', { choices: ['0', '5', '10', '20'] }),
        setting('retention.days', 'retention', 'whole', '0', '0', '글 보관 기간(일)', 'Keep texts for (days)', '0이면 지우지 않습니다.', '0 keeps them.'),
    ];
    let sso = { issuer: 'https://login.onmaru.example/main', client_id: 'manyhands', has_secret: true, scopes: 'openid email profile offline_access', email_claim: 'email', name_claim: 'name', groups_claim: 'groups', groups: [{ group: 'care-leads', role: 'lead', department_id: null }, { group: 'everybody@onmaru.example', role: 'employee', department_id: departments[0]?.id ?? null }], newcomers: 'confirmed', department_id: null, trust_email: false, password_allowed: true };
    const tokens = [{ id: id('T'), name: 'BI', scopes: ['read'], created_at: new Date(Date.now() - 86_400_000 * 12).toISOString(), revoked_at: null }];
    const ago = (minutes) => new Date(Date.now() - 60_000 * minutes).toISOString();
    const events = ['conversation.opened', 'conversation.claimed', 'conversation.handed_off', 'conversation.waiting', 'conversation.answered', 'conversation.closed', 'answer.published', 'answer.held'];
    const hook = (url, chosen, more = {}) => ({ id: id('W'), url, events: chosen, state: 'on', failures: 0, failing_since: null, next_try_at: null, last_ok_at: ago(3), former_until: null, waiting: 0, dead: 0, created_at: ago(9000), ...more });
    const webhooks = [hook('https://hooks.onmaru.example/manyhands?room=care', ['conversation.opened', 'conversation.answered', 'answer.held']),
        hook('https://warehouse.onmaru.example/ingest/v1/customer-answers/stream', ['conversation.answered'], { failures: 6, failing_since: ago(95), next_try_at: ago(-4), waiting: 42, dead: 2, last_ok_at: ago(96) }),
        hook('https://old.onmaru.example/hook', ['answer.published'], { state: 'gone', last_ok_at: null })];
    const delivery = (event, state, minutes, more = {}) => ({ id: id('D'), event, conversation_id: id('C'), state, attempts: 1, created_at: ago(minutes), due_at: state === 'waiting' ? ago(-4) : null, last_at: ago(minutes), last_status: 200, problem: null, body: JSON.stringify({ type: event, timestamp: ago(minutes), data: { brand: 'brand-1', conversation: id('C'), sequence: 4711, seconds: 243 } }), ...more });
    const deliveries = (one, ko) => one.dead ? [delivery('conversation.answered', 'waiting', 2, { attempts: 6, last_status: 503, problem: ko ? '받지 않았습니다(응답 503).' : 'It was not taken (status 503).' }), delivery('conversation.answered', 'dead', 5000, { attempts: 14, last_status: null, problem: ko ? '서버가 제때 답하지 않았습니다.' : 'The server did not answer in time.' }), delivery('ping', 'delivered', 6000, { conversation_id: null })] : [delivery('conversation.opened', 'delivered', 3), delivery('answer.held', 'delivered', 30)];
    const brands = [{ id: 'brand-1', name: '온마루', current: true }];
    const told = (ko) => ({ items: settings.map(({ words, ...one }) => ({ ...one, section_label: sections[one.section][ko ? 0 : 1], label: words[ko ? 0 : 1], hint: words[ko ? 2 : 3] })) });
    const give_link = (who, host) => { const token = `t${Math.random().toString(36).slice(2)}`; links.set(token, who); return `http://${host}/link/${token}`; };
    function imported(text, dry, ko, host) {
        const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter(Boolean);
        const rows = lines.slice(1).map((line, i) => {
            const [name, email = ''] = line.split(',');
            const known = employees.find((one) => one.email === email);
            const ok = /^\S+@\S+\.\S+$/.test(email);
            const row = { row: i + 1, line: i + 2, ok, outcome: !ok ? 'failed' : known ? 'unchanged' : 'created', name, email, initials: ok ? 'QQ' : '', link: null, problem: ok ? null : ko ? `“${email}”은 이메일 주소가 아닙니다.` : `“${email}” is not an e-mail address.` };
            if (ok && !known && !dry) {
                const employee = { id: id('E'), active: true, fresh: true, name, email, initials: `Q${i}`, role: 'employee', department_id: departments[0].id };
                employees.push(employee);
                by_id.set(employee.id, employee);
                row.link = give_link(employee.id, host);
            }
            return row;
        });
        const count = (outcome) => rows.filter((row) => row.outcome === outcome).length;
        return { dry_run: dry, encoding: 'utf-8', total: rows.length, created: count('created'), updated: 0, unchanged: count('unchanged'), failed: count('failed'), ignored: /메모/.test(lines[0]) ? ['메모'] : [], rows };
    }
    const factors = new Map();      // by person: the second factor
    // true: the request was ours.
    const value = (key) => settings.find((one) => one.key === key).value;
    const both = (key) => ({ ko: value(`${key}ko`), en: value(`${key}en`) });
    const goal = (key) => (Number(value(key)) > 0 ? Number(value(key)) : null);
    handle.word = () => ({ word: { promise: both('promise.text_'), scope: both('promise.scope_'), hold: both('answer.hold_') }, goals: { within_promise: goal('goals.within_promise'), real_answer_minutes: goal('goals.real_answer_minutes') } });
    handle.factors = factors;
    return handle;
    function handle({ path, method, body, raw, query, who, ko, host, json, problem }) {
        const [, first, second, third] = path.split('/');
        if (path === '/me/second-factor' && method === 'GET') return json(200, { on: !!factors.get(who)?.on, recovery_left: factors.get(who)?.on ? 10 : 0 }), true;
        if (path === '/me/second-factor') { factors.set(who, { on: false }); return json(201, { secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', uri: 'otpauth://totp/Manyhands:gaon@onmaru.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Manyhands&algorithm=SHA1&digits=6&period=30' }), true; }
        if (path === '/sso/settings') {
            if (method === 'PUT' && !body.issuer) return problem(400, 'identity.sso.bad_issuer', '발급자 주소를 적으세요.', 'Enter the issuer address.', { errors: [{ pointer: '/issuer', detail: ko ? '제공자의 발급자(issuer) 주소를 제공자가 쓰는 그대로 적으세요.' : 'Enter the provider\'s issuer address as it writes it itself.' }] }), true;
            if (method === 'PUT') { const { client_secret, ...rest } = body; sso = { ...rest, department_id: body.department_id ?? null, has_secret: !!client_secret || !!sso?.has_secret }; }
            if (method === 'DELETE') { sso = null; return json(204), true; }
            return json(200, { redirect_uri: `http://${host}/sso/callback`, provider: sso }), true;
        }
        if (path.startsWith('/me/second-factor/')) {
            if (body.code !== '287082') return problem(400, 'identity.second.wrong', '번호가 맞지 않거나 이미 쓴 번호입니다. 앱에 새로 나온 번호를 적으세요.', 'This code is wrong or was used already. Enter the one that the app shows now.'), true;
            factors.set(who, { on: path.endsWith('/confirm') });
            return path.endsWith('/confirm') ? json(200, { codes: Array.from({ length: 10 }, (_, i) => `k7m2${i}-q9xw${i}`) }) : json(204), true;
        }
        if (first === 'employees' && third === 'second-factor') { factors.delete(path.split('/')[2]); return json(204), true; }
        if (first === 'employees' && method === 'GET') {
            const text = (query.get('q') ?? '').toLowerCase();
            const list = employees.filter((one) => `${one.name} ${one.email} ${one.initials}`.toLowerCase().includes(text) && (!query.get('role') || one.role === query.get('role')) && (!query.get('department') || one.department_id === query.get('department')) && (!query.get('active') || one.active === (query.get('active') === '1')));
            const from = Number(query.get('cursor') || 0);
            const limit = Number(query.get('limit') || 5000);
            return json(200, { items: list.slice(from, from + limit), next: from + limit < list.length ? String(from + limit) : null, total: list.length }), true;
        }
        if (path === '/employees/import') return json(200, imported(raw, query.get('dry_run') === '1', ko, host)), true;
        if (first === 'employees' && second) {
            const one = by_id.get(second);
            if (third === 'link') return json(201, { link: give_link(second, host) }), true;
            if (body.initials && employees.some((other) => other !== one && other.active && other.initials === body.initials)) return problem(409, 'initials', '다른 사람이 쓰는 서명입니다.', "These initials are somebody else's."), true;
            if (one.role === 'admin' && (body.active === false || (body.role && body.role !== 'admin')) && employees.filter((other) => other.active && other.role === 'admin').length === 1) return problem(409, 'last_admin', '마지막 관리자입니다.', 'This is the last admin.'), true;
            return json(200, Object.assign(one, body)), true;
        }
        if (first === 'departments' && method === 'POST') { const one = { id: id('D'), name: body.name_ko, ...body, waiting: 0 }; departments.push(one); return json(201, one), true; }
        if (first === 'departments' && second) {
            const one = departments.find((found) => found.id === second);
            if (method === 'PATCH') return json(200, Object.assign(one, body)), true;
            if (!query.get('successor') && employees.some((person) => person.department_id === second)) return problem(409, 'in_use', '이 부서에는 사람이 있습니다. 이어받을 부서를 고르세요.', 'This department has people. Choose a department that takes over.'), true;
            for (const person of employees) if (person.department_id === second) person.department_id = query.get('successor');
            departments.splice(departments.indexOf(one), 1);
            return json(204), true;
        }
        if (path === '/roles') return json(200, { items: kActions.map(([action, word_ko, word_en, reach]) => ({ action, label: ko ? word_ko : word_en, token_scope: 'read', reach: Object.fromEntries(reach.split(' ').map((far, i) => [kRoles[i], far])) })) }), true;
        if (path === '/settings') {
            if (method === 'PATCH') {
                const minutes = body['promise.minutes'] ?? settings.find((one) => one.key === 'promise.minutes').value;
                const bands = body['promise.bands'] ?? settings.find((one) => one.key === 'promise.bands').value;
                if (!bands.split(' ').includes(minutes)) return problem(400, 'promise_in_bands', `약속 ${minutes}분이 대기 구간에 없습니다. 구간에 넣어 주세요.`, `The promise of ${minutes} minutes is not one of the bands. Add it there.`), true;
                for (const [key, value] of Object.entries(body)) { const one = settings.find((found) => found.key === key); one.value = value || one.standard; one.source = value ? 'interface' : 'default'; }
            }
            return json(200, told(ko)), true;
        }
        if (path === '/checklist') return json(200, { items: [['password', true, 1], ['account', true, 1], ['departments', true, departments.length], ['people', true, employees.length], ['hours', true, 1], ['promise', false, 0]].map(([key, done, count]) => ({ key, done, count })) }), true;
        if (path === '/brands' && method === 'GET') return json(200, { items: brands, may_add: by_id.get(who).role === 'admin' }), true;
        if (path === '/brands') { const one = { id: id('B'), name: body.name, current: false }; brands.push(one); return json(201, one), true; }
        if (path === '/retention') return json(200, { days: 0, asked: Number(query.get('days') ?? 0), conversations: Number(query.get('days') ?? 0) > 0 ? 1284 : 0, oldest_at: Number(query.get('days') ?? 0) > 0 ? ago(60 * 24 * 700) : null, runs: [] }), true;
        if (path === '/webhooks' && method === 'GET') return json(200, { items: webhooks, events }), true;
        if (path === '/webhooks') { const one = hook(body.url, body.events, { last_ok_at: null }); webhooks.push(one); return json(201, { webhook: one, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' }), true; }
        if (first === 'webhooks') {
            const one = webhooks.find((w) => w.id === second);
            if (path.endsWith('/deliveries')) return json(200, { items: deliveries(one, ko).filter((d) => !query.get('state') || d.state === query.get('state')), next: null }), true;
            if (path.endsWith('/secret')) return json(201, { webhook: one, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' }), true;
            if (path.endsWith('/test')) return json(202, delivery('ping', 'delivered', 0)), true;
            if (path.endsWith('/resend')) return json(200, { count: 2 }), true;
            if (method === 'DELETE') { webhooks.splice(webhooks.indexOf(one), 1); return json(204), true; }
            Object.assign(one, body, 'enabled' in body ? { state: body.enabled ? 'on' : 'off' } : {});
            return json(200, one), true;
        }
        if (path === '/tokens' && method === 'GET') return json(200, { items: tokens }), true;
        if (path === '/tokens') { const one = { id: id('T'), created_at: new Date().toISOString(), revoked_at: null, ...body }; tokens.push(one); return json(201, { id: one.id, name: one.name, scopes: one.scopes, token: 'mh_0123456789abcdef0123456789abcdef' }), true; }
        if (first === 'tokens') { tokens.find((one) => one.id === second).revoked_at = new Date().toISOString(); return json(204), true; }
        return false;
    }
}
