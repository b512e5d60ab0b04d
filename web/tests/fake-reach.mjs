// The stand-in's ways of reaching people: one phone for the person of the tests, quiet at night, letters every week.
export function reach_routes({ id, ago, iso, employees }) {
    const of = new Map();
    const mine = (who) => {
        if (!of.has(who)) of.set(who, { application_key: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8', quiet_from: '21:00', quiet_until: '08:00', zone: 'Asia/Seoul', digest: null, standard: 'weekly', week_report: true, leads: ['lead', 'admin'].includes(employees.find((one) => one.id === who)?.role), mail: true, daily_most: 5,
            devices: who === 'emp-kg' ? [{ id: id('D'), name: 'Chrome, Android', service: 'fcm.googleapis.com', made_at: ago(60 * 24 * 12), last_ok_at: ago(190) }] : [] });
        return of.get(who);
    };
    return function handle({ path, method, body, who, json, problem }) {
        const all = mine(who);
        if (path === '/me/reach' && method === 'GET') return json(200, all), true;
        if (path === '/me/reach') {
            const { lang: _, ...rest } = body;
            Object.assign(all, rest);
            return json(200, all), true;
        }
        if (path === '/me/devices') {
            if (!body.endpoint.startsWith('https://push.example/')) return problem(400, 'endpoint', '이 서버가 알림을 보내는 곳이 아닙니다.', 'This server sends no notifications there.'), true;
            all.devices.unshift({ id: id('D'), name: body.name, service: 'push.example', made_at: iso(), last_ok_at: null });
            return json(201, all), true;
        }
        if (path.startsWith('/me/devices/')) {
            all.devices = all.devices.filter((one) => one.id !== path.slice('/me/devices/'.length));
            return json(204), true;
        }
        return false;
    };
}
