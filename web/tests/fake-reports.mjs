// The stand-in's reports and business hours: figures that add up, groups of every kind, pages behind each figure.
const kLabels = { working: ['평일', 'Working day'], weekend: ['주말', 'Weekend'], holiday: ['공휴일·쉬는 날', 'Holiday'] };
const kMonday = [{ from: '09:00', to: '18:00' }];

export function make_reports({ employees, accounts, departments, rows }) {
    const hours = new Map([['', { zone: 'Asia/Seoul', week: [kMonday, kMonday, kMonday, kMonday, kMonday, [{ from: '10:00', to: '14:00' }], []], calendars: ['kr'], own_days: [{ date: '2026-12-24', name: '종무식', spans: [{ from: '09:00', to: '13:00' }] }] }]]);
    const now_of = (open) => ({ open, changes_at: new Date(Date.now() + 5 * 3_600_000).toISOString(), next_days: [
        { date: '2026-12-24', name_ko: '종무식', name_en: '종무식', own: true, open: true }, { date: '2026-12-25', name_ko: '성탄절', name_en: 'Christmas Day', own: false, open: false },
        { date: '2027-01-01', name_ko: '새해 첫날', name_en: "New Year's Day", own: false, open: false }, { date: '2027-02-09', name_ko: '설날 대체공휴일', name_en: 'Seollal (substitute day)', own: false, open: false }] });
    const list = (ko) => ({
        items: ['', ...departments.map((one) => one.id)].map((id) => ({ department_id: id || null, hours: hours.get(id) ?? null, now: hours.get(id) ?? hours.get('') ? now_of(true) : null })),
        calendars: [['kr', '대한민국 공휴일', 'Public holidays of Korea'], ['us', '미국 연방 공휴일', 'Federal holidays of the United States'], ['gb-eng', '영국(잉글랜드·웨일스) 공휴일', 'Bank holidays of England and Wales'], ['jp', '일본 공휴일', 'National holidays of Japan']].map(([id, k, e]) => ({ id, label: ko ? k : e })),
    });
    function figures(answered, i) {
        const bands = [0.52, 0.26, 0.13, 0.06].map((part) => Math.floor(answered * part));
        bands.push(answered - bands.reduce((a, b) => a + b, 0));
        const never = i % 4 === 1 ? 1 : 0;
        return { episodes: answered + 2 + never, answered, waiting: 2, overdue: i % 3 === 0 ? 1 : 0, never, no_answer_needed: i % 3, found_late: i % 5 === 0 ? 1 : 0, within_promise: bands[0] + bands[1], outside_hours: 0,
            mean_seconds: answered ? 520 + ((i * 97) % 300) : null, p50_seconds: answered ? 300 + ((i * 61) % 240) : null, p90_seconds: answered ? 1100 + ((i * 211) % 1500) : null, p99_seconds: answered ? 4980 : null,
            bands: [7, 12, 30, 60, null].map((up_to_minutes, n) => ({ up_to_minutes, answered: bands[n] })),
            real: { counted: answered + 2 + never, answered: Math.max(0, answered - 3), waiting: 3, never, only_held: i % 2, mean_seconds: answered ? 8_400 + ((i * 97) % 300) : null, p50_seconds: answered ? 3_700 + ((i * 61) % 240) : null, p90_seconds: answered ? 21_000 : null, p99_seconds: answered ? 171_000 : null },
            held: 4 + (i % 2), missed_promises: i % 3, action: null };
    }
    const sum = (list_of) => list_of.reduce((all, one) => ({ ...all, ...Object.fromEntries(['episodes', 'answered', 'waiting', 'overdue', 'never', 'no_answer_needed', 'found_late', 'within_promise'].map((name) => [name, all[name] + one[name]])), real: { ...all.real, ...Object.fromEntries(['counted', 'answered', 'waiting', 'never', 'only_held'].map((name) => [name, all.real[name] + one.real[name]])) }, held: all.held + one.held, missed_promises: all.missed_promises + one.missed_promises, bands: all.bands.map((band, n) => ({ ...band, answered: band.answered + one.bands[n].answered })) }), { ...figures(0, 0), episodes: 0, waiting: 0, overdue: 0, found_late: 0, mean_seconds: 641, p50_seconds: 402, p90_seconds: 1660, p99_seconds: 4980, held: 0, missed_promises: 0, real: { counted: 0, answered: 0, waiting: 0, never: 0, only_held: 0, mean_seconds: 8_512, p50_seconds: 3_790, p90_seconds: 21_300, p99_seconds: 171_000 } });
    function report(query, ko) {
        const [from, to, zone, by] = ['from', 'to', 'zone', 'by'].map((name) => query.get(name));
        const days = Math.min(60, Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)));
        const shape = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
        const keys = { day: Array.from({ length: days }, (_, i) => { const day = shape.format(Date.parse(from) + i * 86_400_000 + 3_600_000); return [day, day]; }),
            hour: Array.from({ length: 24 }, (_, i) => [String(i), `${String(i).padStart(2, '0')}${ko ? '시' : ':00'}`]), day_kind: Object.entries(kLabels).map(([key, [k, e]]) => [key, ko ? k : e]),
            account: accounts.map((one) => [one.id, `@${one.handle} (${one.network_label})`]), department: departments.map((one) => [one.id, ko ? one.name_ko : one.name_en]),
            employee: [...employees.slice(0, 6).map((one) => [one.id, `${one.name} ^${one.initials}`]), ['', ko ? '우리 직원이 답하지 않음' : 'None of our people']] };
        const groups = keys[by].map(([key, label], i) => ({ key, label, ...figures(by === 'hour' && i < 7 ? 0 : 31 + ((i * 13) % 17), i), ...(by === 'hour' && i === 21 ? { p90_seconds: 33_720 } : {}) }));     // a late hour in which somebody waited for long
        const day_figures = keys.day.map(([day], i) => { const one = figures(31 + ((i * 13) % 17), i); const week = new Date(`${day}T00:00:00Z`).getUTCDay(); return { day, kind: week === 0 || week === 6 ? 'weekend' : i === 2 ? 'holiday' : 'working', episodes: one.episodes, answered: one.answered, within_promise: one.within_promise, mean_seconds: one.mean_seconds, p50_seconds: one.p50_seconds, p90_seconds: one.p90_seconds }; });
        const all = sum(groups);
        return { from, to, zone, clock: query.get('clock') ?? 'wall', by, promise_minutes: 12, ...all, departments: departments.slice(0, 3).map((one, i) => ({ id: one.id, label: ko ? one.name_ko : one.name_en, concerns: 120 - i * 37, seconds: 1_200_000 - i * 430_000 })), groups, before: query.get('compare') ? { from, to, ...all, mean_seconds: 702, p50_seconds: 480, p90_seconds: 1600, p99_seconds: 4980 } : null, by_day: day_figures };
    }
    function serve({ path, method, query, body, response, json, problem, ko }) {
        if (path === '/reports/first-answer') {
            if (query.get('clock') === 'business' && !hours.get('')) { problem(400, 'hours', '업무 시간이 정해져 있지 않습니다.', 'There are no business hours to count by.'); return true; }
            json(200, report(query, ko));
        } else if (path === '/reports/first-answer.csv' || path === '/reports/first-answer.xlsx') {
            response.writeHead(200, { 'Content-Type': 'text/csv' });
            response.end('day,episodes\n');
        } else if (path === '/reports/first-answer/conversations') {
            const at = Number(query.get('cursor') ?? 0);
            const all = rows();
            json(200, { items: all.slice(at, at + 8).map((conversation, i) => ({ conversation, episode: 1, fate: (i + at) % 3 === 2 ? 'waiting' : 'answered', opened_at: conversation.last_post_at, answered_at: null, seconds: (i + at) % 3 === 2 ? null : 60 + i * 97, found_late: i === 4, initials: (i + at) % 3 === 2 ? null : 'DY' })), next: at + 8 < all.length ? String(at + 8) : null });
        } else if (path === '/business-hours' && method === 'GET') json(200, list(ko));
        else if (path === '/business-hours') {
            if (body.hours) hours.set(body.department_id ?? '', body.hours); else hours.delete(body.department_id ?? '');
            json(200, list(ko));
        } else if (path === '/business-hours/preview') {
            if (body.zone === 'Nowhere/Land') problem(400, 'zone', '시간대를 알 수 없습니다.', 'This time zone is not known.');
            else json(200, now_of(body.week.some((day) => day.length > 0)));
        } else return false;
        return true;
    }
    return { serve };
}
