// The stand-in's honour: a season of a company in which the person signed in is the 41st of the crowd.
const kZ = 1.959963984540054;
const bound = (good, all, sign) => {
    if (all === 0) return sign < 0 ? 0 : 10_000;
    const p = good / all;
    return Math.min(10_000, Math.max(0, Math.round(((p + (kZ * kZ) / (2 * all) + sign * kZ * Math.sqrt((p * (1 - p)) / all + (kZ * kZ) / (4 * all * all))) / (1 + (kZ * kZ) / all)) * 10_000)));
};
const bounded = (good, all) => ({ good, all, low: bound(good, all, -1), high: bound(good, all, 1) });
// initials, name, department, taken, in time, rated, satisfied, help
const kTop = [
    ['MW', '문우진', 'dep-home', 118, 117, 64, 63, 6], ['HE', 'Helen Evans', 'dep-audio', 104, 102, 58, 57, 9], ['KR', '고경란', 'dep-home', 96, 93, 71, 69, 2], ['BN', 'Ben Nowak', 'dep-pc', 58, 57, 41, 40, 4], ['SM', '이수민', 'dep-audio', 88, 85, 52, 50, 1],
    ['AT', 'Anna Torres', 'dep-care', 151, 144, 77, 73, 0], ['TK', '태경수', 'dep-pc', 49, 48, 39, 38, 12], ['YJ', '한예진', 'dep-home', 73, 70, 44, 42, 3], ['RO', 'Rosa Ortiz', 'dep-care', 81, 76, 47, 44, 0], ['PL', 'Paul Lindqvist-Hagström of the warehouse', 'dep-pc', 39, 38, 22, 21, 0],
];

export function honour_routes({ by_id, iso, departments }) {
    const choices = new Map();
    const choice_of = (who) => choices.get(who) ?? { on_board: true, name_on_card: false };
    let bare = false;
    const row = ([initials, name, department_id, taken, in_time, rated, good, help], place, employee_id = `emp-board-${initials}`) => {
        const timing = bounded(in_time, taken);
        const satisfaction = bounded(good, rated);
        return { place, employee_id, initials, name, department_id, answered: taken, timing, satisfaction, score: Math.floor((timing.low * satisfaction.low + 5000) / 10_000), help, provisional: initials === 'TK', standing: 'ranked' };
    };
    const board = (which, season, who) => {
        const me = by_id.get(who);
        const past = season && season !== '2026Q4' && season !== '2026-W48';
        const mine = row([me.initials, me.name, me.department_id ?? 'dep-care', 14, 14, 9, 9, 2], 41, who);
        const crowd = which === 'crowd' && !bare;
        return {
            board: which, season: season ?? (which === 'crowd' ? '2026Q4' : '2026-W48'), from: '2026-09-30T15:00:00Z', to: which === 'crowd' ? '2026-12-31T15:00:00Z' : '2026-11-29T15:00:00Z', final_at: which === 'crowd' ? '2027-01-14T15:00:00Z' : '2026-12-01T15:00:00Z', zone: 'Asia/Seoul',
            stage: past ? 'published' : 'running', published_at: past ? iso() : null, digest: past ? 'ab12'.repeat(16) : null, ratings_count: crowd, audited: crowd, people: crowd ? 212 : 0,
            top: crowd ? kTop.map((one, i) => row(one, i + 1)) : [], near: crowd ? [row(['OS', '오서연', 'dep-home', 17, 17, 10, 10, 0], 40), mine, row(['WH', 'Will Hart', 'dep-pc', 15, 15, 8, 8, 0], 42)] : [],
            me: crowd ? mine : null, my_audit: crowd ? 9780 : null, helpers: crowd ? [row(kTop[6], 7), row(kTop[1], 2), row(kTop[0], 1)] : [],
            teams: crowd ? [['dep-home', 34, 410, 398, 210, 204], ['dep-audio', 21, 300, 288, 160, 152], ['dep-pc', 18, 190, 180, 90, 83]].map(([id, people, all, good, rated, liked]) => ({ department_id: id, people, answered: all, timing: bounded(good, all), satisfaction: bounded(liked, rated), score: Math.floor((bound(good, all, -1) * bound(liked, rated, -1) + 5000) / 10_000) })) : [],
            departments: departments.map((one) => ({ id: one.id, name: one.name })), seasons: which === 'crowd' ? ['2026Q4', '2026Q3'] : ['2026-W48', '2026-W47'], choice: choice_of(who),
            formula: { least_answered: 5, audit_floor: 95, rated_people: 3, help_by_pair: 3, help_at_most: 20, team_people: 3, promise_minutes: 12 }, brand: '온마루 Onmaru',
        };
    };
    const kThanks = [['emp-dy', 'mastodon', '노을차', '덕분에 숙제 다 뽑았어요. 밤 11시에 답 올 줄 몰랐네요!', 'ko'], ['emp-he', 'bluesky', 'Tamsin Ode', 'Left ear is back. First support reply in years that read my question.', 'en'], ['emp-sm', 'bluesky', '박별', '처음엔 화났는데 지금은 팬입니다.', 'ko']];
    return {
        move: (query) => { bare = query.get('bare') === '1'; return Object.fromEntries(choices); },
        serve({ path, method, query, body, who, json }) {
            if (path === '/honour/board') return json(200, board(query.get('board') ?? 'crowd', query.get('season'), who)), true;
            if (path === '/honour/thanks') return json(200, { items: bare ? [] : kThanks.map(([to, network, customer, text, lang], i) => ({ conversation_id: `01THANK00000000000000000${i}0`, initials: by_id.get(to).initials, name: by_id.get(to).name, network, customer, text, lang, at: iso(Date.now() - (i + 1) * 7_000_000) })) }), true;
            if (path === '/honour/duty') return json(200, { page_on: true, url: '/on-duty/brand', at: iso(), zone: 'Asia/Seoul', people: bare ? [] : [{ initials: 'DY', name: '이도윤' }, { initials: 'HE', name: null }, { initials: 'KG', name: choice_of(who).name_on_card ? '김가온' : null }], texts: { ko: '지금 답하는 사람들 (14:05 UTC+9): ^DY ^HE ^KG', en: 'On duty now (14:05 UTC+9): ^DY ^HE ^KG' }, name_on_card: choice_of(who).name_on_card }), true;
            if (path === '/me/honour' && method === 'PATCH') { choices.set(who, { ...choice_of(who), ...body }); return json(200, choice_of(who)), true; }
            if (path === '/reports/participation') return json(200, { items: departments.map((one, i) => ({ department_id: one.id, name: one.name, invited: 40 + i * 7, joined: 38 - i * 3, certified: 30 - i * 3, first_answer: 24 - i * 2, active: 18 - i })), zone: 'Asia/Seoul', at: iso() }), true;
            return false;
        },
    };
}
