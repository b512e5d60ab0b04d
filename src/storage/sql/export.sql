-- Each table in the order of its key: what is there when the export begins comes once, whatever happens meanwhile.
-- coalesce: no index by the brand is to be taken, which would sort everything for each page.

-- name: export.conversations
select {conversation_columns} from conversations c where c.id > :after and coalesce(c.brand, '') = :brand order by c.id limit :limit

-- name: export.posts
select {post_columns} from posts p where p.id > :after and coalesce(p.brand, '') = :brand order by p.id limit :limit

-- name: export.answers
select {answer_columns} from answers a where a.id > :after and coalesce(a.brand, '') = :brand order by a.id limit :limit

-- name: export.notes
select {note_columns} from notes n where n.id > :after and coalesce(n.brand, '') = :brand order by n.id limit :limit

-- name: export.episodes
select e.conversation, e.number, e.account, e.department, e.post, e.opened_at, e.found_late, e.outcome, e.ended_at,
    e.answer_post, e.answer, e.employee
from episodes e where (e.conversation, e.number) > (:after, :number) and coalesce(e.brand, '') = :brand
order by e.conversation, e.number limit :limit

-- part: card_key
substr('0000000000', 1, 10 - length(cast(c.version as text))) || cast(c.version as text)

-- name: export.score_cards
select {card_key}, '', '', c.version, c.body, c.by_employee, c.at from quality_cards c
where {card_key} > :after and :second = '' and :third = '' and c.brand = :brand order by c.version limit :limit

-- name: export.audit_rounds
select r.id, '', '', r.kind, r.state, r.from_at, r.to_at, r.columns, r.seed, r.confidence, r.margin, r.expected,
    r.twice_percent, r.newcomer_days, r.population, r.card, r.created_by, r.created_at, r.closed_at
from quality_rounds r
where r.id > :after and :second = '' and :third = '' and coalesce(r.brand, '') = :brand order by r.id limit :limit

-- name: export.audit_strata
select s.round, s.name, '', s.population, s.drawn from quality_strata s
where (s.round, s.name) > (:after, :second) and :third = '' and coalesce(s.brand, '') = :brand
order by s.round, s.name limit :limit

-- name: export.audit_items
select i.round, i.answer, '', i.position, i.conversation, i.author, i.department, i.network, i.sent_at, i.stratum, i.wanted
from quality_items i
where (i.round, i.answer) > (:after, :second) and :third = '' and coalesce(i.brand, '') = :brand
order by i.round, i.answer limit :limit

-- name: export.audit_marks
select m.round, m.answer, m.auditor, m.card, m.marks, m.critical, m.score, m.note, m.at from quality_marks m
where (m.round, m.answer, m.auditor) > (:after, :second, :third) and coalesce(m.brand, '') = :brand
order by m.round, m.answer, m.auditor limit :limit

-- name: export.audit_appeals
select q.round, q.answer, '', q.state, q.reason, q.at, q.decided_by, q.decided_at, q.decision, q.marks, q.critical, q.score
from quality_appeals q
where (q.round, q.answer) > (:after, :second) and :third = '' and coalesce(q.brand, '') = :brand
order by q.round, q.answer limit :limit

-- name: export.tips
select t.id, '', '', t.title, t.text_ko, t.text_en, t.state, t.author, t.proposed_by, t.from_answer, t.from_conversation,
    t.version, t.created_at, t.changed_at
from tips t
where t.id > :after and :second = '' and :third = '' and coalesce(t.brand, '') = :brand order by t.id limit :limit

-- name: export.hint_marks
select m.note, m.kind, '', m.conversation, m.author, m.by_employee, m.at, m.counted_at from hint_marks m
where (m.note, m.kind) > (:after, :second) and :third = '' and coalesce(m.brand, '') = :brand
order by m.note, m.kind limit :limit

-- name: export.tip_uses
select u.tip, u.conversation, '', u.employee, u.used_at from tip_uses u
where (u.tip, u.conversation) > (:after, :second) and :third = '' and coalesce(u.brand, '') = :brand
order by u.tip, u.conversation limit :limit
