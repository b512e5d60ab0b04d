-- Who knows about what, and what is needed to choose whom to ask.

-- What shows knowledge, in the log's order.
-- name: know.events
select e.seq, e.conversation, e.type, e.at, e.payload from events e
where e.brand = :brand and e.seq > :seq and e.seq <= :upto and e.type in ('episode_answered', 'tagged')
order by e.seq

-- Of the conversation, behind a place.
-- name: know.tagged_later
select e.payload from events f
join events e on e.brand = f.brand and e.seq >= f.seq and e.seq < f.seq + f.span and e.conversation = f.conversation
where f.conversation = :conversation and f.span > 0 and e.seq > :seq and e.type = 'tagged' order by e.seq

-- name: know.last_answer
select c.last_answerer, c.last_answered_at from conversations c where c.brand = :brand and c.id = :conversation

-- name: know.tags_of
select t.id, t.name from tagged x join tags t on t.id = x.tag
where x.brand = :brand and x.conversation = :conversation and t.deleted = 0 order by t.name, t.id

-- name: know.query_name
select q.name from listening_queries q where q.brand = :brand and q.id = :id

-- name: know.queries
select q.id, q.name from listening_queries q where q.brand = :brand order by q.name, q.id

-- name: know.tags
select t.id, t.name from tags t where t.brand = :brand and t.deleted = 0 order by t.name, t.id

-- name: know.one
select s.answers, s.thousandths, s.last_at from shown_skills s
where s.brand = :brand and s.term = :term and s.employee = :employee

-- name: know.save
insert into shown_skills (brand, term, employee, answers, thousandths, last_at)
values (:brand, :term, :employee, :answers, :thousandths, :last_at)
on conflict (brand, term, employee) do update set answers = excluded.answers, thousandths = excluded.thousandths,
    last_at = excluded.last_at

-- name: know.shown
select s.employee, s.term, s.answers, s.thousandths, s.last_at
from shown_skills s join employees x on x.id = s.employee
where s.brand = :brand and s.term = :term and x.active = 1
order by s.employee

-- name: know.shown_by
select s.employee, s.term, s.answers, s.thousandths, s.last_at from shown_skills s
where s.brand = :brand and s.employee = :employee order by s.term

-- name: know.ticked
select f.employee, f.document from first_minutes f where f.brand = :brand

-- name: know.asking
select {conversation_columns} from conversations c
where c.brand = :brand and c.urgency is not null and c.claim_holder is null and c.episode_opened_at is not null
order by c.urgency, c.id limit :limit

-- name: know.told
select distinct n.employee from nudges n where n.conversation = :conversation and n.question = :question

-- name: know.passed
select p.employee from passes p where p.conversation = :conversation and p.opened_at = :question

-- name: know.asked_since
select told.employee, count(*) from (select distinct n.employee, n.conversation, n.question from nudges n
    where n.brand = :brand and n.made_at >= :since) told
group by told.employee

-- name: know.holding
select c.claim_holder, count(*) from conversations c
where c.brand = :brand and c.urgency is not null and c.claim_holder is not null
group by c.claim_holder

-- name: know.answered
select e.employee, count(*) from episodes e
where e.brand = :brand and e.opened_at >= :since and e.outcome = 'answered' and e.employee is not null
group by e.employee
