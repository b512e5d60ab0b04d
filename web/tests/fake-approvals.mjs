// The stand-in's approvals: two answers wait once somebody looks at the list; lanes that an admin may change.
import { readFileSync } from 'node:fs';

const kLanes = new URL('../../model-data/approvals.json', import.meta.url);
const kWaiting = [
    [['bluesky', 'ember.bsky.example', '엠버', 'ko', 21, 5200, [['customer', 21, '충전하던 배터리가 부풀어 올라서 연기가 났어요. 소비자원에 신고하려고 합니다.']], {}], 'emp-sm',
        '많이 놀라셨겠습니다. 바로 전원을 뽑아 주세요. 법무팀 변호사와 상의해 5만 원을 보상해 드리겠습니다.', [['safety', ['배터리가 부풀', '연기가']], ['legal', ['소비자원', '변호사']], ['goodwill', ['5만 원']]], -3],
    [['mastodon', 'quill@press.example', 'Quill', 'en', 12, 980, [['customer', 12, 'I am a journalist writing about the Sori Buds recall. Who can I talk to?']], {}], 'emp-bm',
        'Thank you for asking. Our press office will call you back today.', [['press', ['journalist']]], 18],
];

export function approval_routes({ by_id, iso, make, add_answer, changed, detail, talk_of, go, claim }) {
    let items = null;
    const versions = [];
    let lanes = { version: 0, saved_at: null, saved_by: null, note: '', document: JSON.parse(readFileSync(kLanes, 'utf8')), people: [] };
    const named = (who) => ({ id: who, initials: by_id.get(who).initials, name: by_id.get(who).name });
    function begin() {
        items = kWaiting.map(([spec, author, text, risks, minutes]) => {
            const one = make(spec);
            claim(one, author);
            const answer = add_answer(one, by_id.get(author), text, 'awaiting_approval', null);
            one.row.state = 'awaiting_approval';
            const due_at = iso(Date.now() + minutes * 60_000);
            answer.approval = { asked_at: answer.submitted_at, due_at, lanes: risks.map(([risk, words]) => ({ risk, step: 'approvers', due_at, words, approved_by: null, whom: [named('emp-he')], exception: null })) };
            changed(one);
            return { answer_id: answer.id, conversation_id: one.row.id, network: one.row.network, customer: one.row.customer.display_name, excerpt: one.row.excerpt, author: named(author), text, parts: 1, asked_at: answer.submitted_at, due_at,
                lanes: risks.map(([risk, words]) => ({ risk, step: 'approvers', due_at, words, approved_by: null, deciders: [named('emp-kg')], mine: true, exception: null })) };
        });
    }
    return {
        // Somebody's answer waits in the lane of legal matters.
        move(one, who, text) {
            claim(one, who);
            const answer = add_answer(one, by_id.get(who), text, 'awaiting_approval', null);
            one.row.state = 'awaiting_approval';
            const due_at = iso(Date.now() + 600_000);
            answer.approval = { asked_at: answer.submitted_at, due_at, lanes: [{ risk: 'legal', step: 'approvers', due_at, words: [], approved_by: null, whom: [named('emp-he')], exception: null }] };
            changed(one);
        },
        // Of two answers to one question: which? false: there is no other, or it is taken back.
        another(one, withdraw) {
            const waits = one.answers.find((answer) => answer.state === 'awaiting_approval');
            if (!waits || waits.id !== withdraw) return waits !== undefined;
            waits.state = 'cancelled';
            return false;
        },
        // true: the request was ours.
        serve({ path, method, body, who, headers, json, problem }) {
            if (path === '/approvals' && method === 'GET') { if (!items) begin(); json(200, { items, total: items.length, next: null }); return true; }
            // Half of what was answered speaks of refunds, nearly all of it to newcomers.
            const wide_in = (document) => document.lanes.filter((one) => one.on && one.risk === 'newcomer' && !versions.at(-1)?.document.lanes.some((kept) => kept.risk === 'newcomer' && kept.on)).map((one) => one.risk);
            if (path === '/approvals/lanes/versions') return json(200, { items: versions.toReversed().map(({ document: _document, people: _people, ...about }) => about) }), true;
            if (path.startsWith('/approvals/lanes/versions/')) { const one = versions.find((found) => found.version === Number(path.split('/')[4])); return one ? json(200, one) : problem(404, 'lanes', '그런 판이 없습니다.', 'There is no such version.'), true; }
            if (path === '/approvals/lanes/dry-run') {
                const text = '고객님, 환불 여부를 확인해 드리겠습니다.';
                const hits = body.document.lanes.filter((one) => one.on && one.risk !== 'exception').map((one) => ({ risk: one.risk, answers: one.risk === 'newcomer' ? 280 : 12, samples: [{ conversation_id: '01TALKS0000000000000000001', text, words: one.risk === 'newcomer' ? [] : ['변호사'] }] }));
                const wide = wide_in(body.document);
                return json(200, { answers: 300, waiting: hits.reduce((most, one) => Math.max(most, one.answers), 0), wide, confirm: wide.length > 0 ? 'tried' : null, lanes: hits }), true;
            }
            if (path === '/approvals/lanes') {
                if (method === 'GET') { json(200, lanes); return true; }
                const empty = body.document.lanes.findIndex((one) => one.on && entries(one.approvers) === 0);
                if (empty >= 0) { problem(400, 'lanes', '켜 둔 경로에는 승인할 사람이 있어야 합니다.', 'A lane that is on needs somebody who approves.', { errors: [{ pointer: `/document/lanes/${empty}/approvers`, detail: '켜 둔 경로에는 승인할 사람이 있어야 합니다.' }] }); return true; }
                if (wide_in(body.document).length > 0 && body.confirm !== 'tried') { problem(409, 'answer.lanes.wide', '지난 답변에 먼저 돌려 봅니다.', 'Try it on the last answers first.'); return true; }
                lanes = { version: lanes.version + 1, saved_at: iso(), saved_by: who, note: body.note ?? '', document: body.document, people: [] };
                versions.push(lanes);
                json(200, lanes);
                return true;
            }
            const [, kind, id, action] = path.split('/');
            if (kind !== 'answers' || !['approve', 'return'].includes(action)) return false;
            const one = talk_of(id);
            const answer = one?.answers.find((found) => found.id === id);
            if (!answer || answer.state !== 'awaiting_approval') { problem(409, 'not_waiting', '이 답변은 이제 승인을 기다리지 않습니다.', 'This answer does not wait for approval any more.'); return true; }
            if (action === 'approve' && headers['if-match'] !== `"${one.row.public_version}"`) { problem(412, 'stale', '그사이 새 글이 올라왔습니다.', 'A new post came in the meantime.', { current: detail(one, who) }); return true; }
            items = items.filter((item) => item.answer_id !== id);
            if (action === 'return') { answer.state = 'cancelled'; answer.reason = body.reason; one.row.state = 'claimed'; one.row.going_out = null; }
            else { answer.text = body.text ?? answer.text; answer.state = 'queued'; one.row.state = 'going_out'; go(one, answer); }
            changed(one);
            json(200, detail(one, who));
            return true;
        },
    };
}
const entries = (people) => (people?.roles?.length ?? 0) + (people?.departments?.length ?? 0) + (people?.people?.length ?? 0);
