// The stand-in's satisfaction and public card: figures that fit one another, a card that is kept.
export function thanks_routes({ id, ago, all_conversations }) {
    const share = (good, all) => {
        if (all === 0) return { good, all, share: null, low: null, high: null };
        const z = 1.959964; const p = good / all; const zz = (z * z) / all;
        const reach = z * Math.sqrt((p * (1 - p)) / all + zz / (4 * all));
        return { good, all, share: p, low: (p + zz / 2 - reach) / (1 + zz), high: (p + zz / 2 + reach) / (1 + zz) };
    };
    const cards = new Map();
    const turned = (of) => ({ conversation_id: of, customer: 'noeul', complaint_id: id('P'), answer_id: id('A'), at: ago(90), counted: true, reach: 3240, praises: [{ post_id: id('P'), conversation_id: of, followers: 240, by_customer: true, at: ago(90) }, { post_id: id('P'), conversation_id: of, followers: 3000, by_customer: false, at: ago(30) }] });
    const said = (of, good, source, initials) => ({ conversation_id: of, answer_id: id('A'), initials, source, good, counted: true, at: ago(80) });
    return function handle({ path, method, body, who, query, json, url, employees }) {
        const [, first, second, third] = path.split('/');
        const some = all_conversations()[0];
        if (path === '/reports/satisfaction') return json(200, { from: query.get('from'), to: query.get('to'), answers: share(58, 71), by_source: [{ source: 'tap', share: share(12, 13), not_counted: 1 }, { source: 'reaction', share: share(0, 0), not_counted: 0 }, { source: 'tone', share: share(47, 60), not_counted: 0 }], not_counted: 1, recovered: 9, praised_by_others: 2, reach: 18240 }), true;
        if (path === '/reports/satisfaction/conversations') return json(200, { signals: query.get('said') === 'recovered' ? [] : [said(some, query.get('said') === 'good', query.get('source') ?? 'tone', 'HE')], turned: query.get('said') === 'recovered' ? [turned(some)] : [], left_out: 0 }), true;
        if (first === 'conversations' && third === 'satisfaction') return json(200, { link: true, signals: [said(second, true, 'tone', 'HE')], turned: turned(second) }), true;
        if (first === 'conversations' && third === 'thanks-link') return json(201, { url: `${url}/r/f7Kq2mXw9aBc` }), true;
        if (path === '/me/card') {
            const me = employees.find((one) => one.id === who);
            if (method === 'PUT') {
                if (body.shown && body.name.trim() === '') return json(400, { type: 'urn:manyhands:problem:identity.card.no_name', title: 'x', status: 400, errors: [{ pointer: '/name', detail: '보일 이름을 적어 주세요.' }] }), true;
                cards.set(who, body.shown ? body : { ...body, name: '', about: '', languages: '', photo: null });
            }
            const card = cards.get(who) ?? { shown: true, name: '김하은', about: '고객케어 · 환불과 교환', languages: 'ko en', photo: null };
            return json(200, { initials: me?.initials ?? 'HE', own_name: me?.name ?? '', ...card, team_url: `${url}/team/x`, card_url: `${url}/team/x/HE` }), true;
        }
        return false;
    };
}
