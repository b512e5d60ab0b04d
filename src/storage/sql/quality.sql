-- name: quality.cards
select version, body, by_employee, at from quality_cards where brand = :brand order by version desc

-- name: quality.card
select version, body, by_employee, at from quality_cards where brand = :brand and version = :version

-- name: quality.add_card
insert into quality_cards (brand, version, body, by_employee, at) values (:brand, :version, :body, :by, :at)

-- Looks at all answers of the brand: drawing is done now and then, by hand.
-- name: quality.published
select a.id, a.conversation, a.author, coalesce(x.department, ''), coalesce(c.lang, ''), coalesce(w.network, ''),
    case when coalesce(p.parent_remote_id, '') <> '' then 'later'
        when p.addressed_to_us = 0 and exists (select 1 from post_found f where f.post = p.id) then 'found'
        else 'first' end,
    a.sent_at, coalesce(x.created_at, 0), a.approval
from answers a
left join employees x on x.id = a.author
left join conversations c on c.id = a.conversation
left join accounts w on w.id = a.account
left join posts p on p.id = a.parent
where a.brand = :brand and a.state = 'sent' and a.part = 1 and a.sent_at >= :from_at and a.sent_at < :to_at
    and (a.body <> '' or a.images <> '')
order by a.id limit :limit

-- name: quality.add_round
insert into quality_rounds (id, brand, kind, state, from_at, to_at, columns, seed, confidence, margin, expected,
    twice_percent, size, newcomer_days, population, card, created_by, created_at, closed_at)
values (:id, :brand, :kind, 'open', :from_at, :to_at, :columns, :seed, :confidence, :margin, :expected,
    :twice_percent, :size, :newcomer_days, :population, :card, :created_by, :created_at, null)

-- name: quality.add_stratum
insert into quality_strata (round, name, brand, population, drawn) values (:round, :name, :brand, :population, :drawn)

-- name: quality.add_item
insert into quality_items (round, answer, brand, position, conversation, author, department, network, sent_at, stratum,
    wanted)
values (:round, :answer, :brand, :position, :conversation, :author, :department, :network, :sent_at, :stratum, :wanted)

-- part: round_columns
r.id, r.brand, r.kind, r.state, r.from_at, r.to_at, r.columns, r.seed, r.confidence, r.margin, r.expected,
r.twice_percent, r.size, r.newcomer_days, r.population, r.card, r.created_by, r.created_at, r.closed_at

-- name: quality.rounds
select {round_columns} from quality_rounds r where r.brand = :brand order by r.id desc limit :limit

-- name: quality.round
select {round_columns} from quality_rounds r where r.id = :id and r.brand = :brand

-- name: quality.strata
select name, population, drawn from quality_strata where round = :round order by name

-- part: item_is_there
exists (select 1 from answers a where a.id = i.answer and (a.body <> '' or a.images <> ''))

-- What was drawn and is still there, how many of those have a mark, how many marks are still to come, the viewer's marks.
-- name: quality.progress
select count(*), coalesce(sum(case when n.there = 1 then 0 else 1 end), 0),
    coalesce(sum(case when n.marks > 0 then 1 else 0 end), 0),
    coalesce(sum(case when n.there = 1 and n.wanted > n.marks then n.wanted - n.marks else 0 end), 0),
    coalesce(sum(n.mine), 0)
from (select i.wanted as wanted, case when {item_is_there} then 1 else 0 end as there,
        (select count(*) from quality_marks m where m.round = i.round and m.answer = i.answer) as marks,
        (select count(*) from quality_marks m
            where m.round = i.round and m.answer = i.answer and m.auditor = :viewer) as mine
    from quality_items i where i.round = :round) n

-- name: quality.close_round
update quality_rounds set state = 'closed', closed_at = :at where id = :id and brand = :brand and state = 'open'

-- Who gave the answers that were marked: the first of each, and how many.
-- name: quality.marked_authors
select i.author, min(i.answer), count(*) from quality_items i
where i.round = :round and i.brand = :brand and i.author <> ''
    and exists (select 1 from quality_marks m where m.round = i.round and m.answer = i.answer)
group by i.author order by i.author

-- part: item_columns
i.round, i.brand, i.position, i.answer, i.conversation, i.author, i.department, i.network, i.sent_at, i.stratum,
s.population, s.drawn, i.wanted

-- part: item_joins
join quality_strata s on s.round = i.round and s.name = i.stratum

-- name: quality.pick
select {item_columns} from quality_items i {item_joins}
left join quality_picks own on own.round = i.round and own.answer = i.answer and own.auditor = :auditor
where i.round = :round and i.brand = :brand and i.author <> :auditor and coalesce(own.passed, '') = ''
    and not exists (select 1 from quality_marks m
        where m.round = i.round and m.answer = i.answer and m.auditor = :auditor)
    and {item_is_there}
    and (i.wanted = 0 or i.wanted >
        (select count(*) from quality_marks m where m.round = i.round and m.answer = i.answer)
        + (select count(*) from quality_picks k where k.round = i.round and k.answer = i.answer
            and k.auditor <> :auditor and k.passed = '' and k.at > :since))
order by case when own.at > :since then 0 else 1 end, i.position limit 1

-- name: quality.keep_pick
insert into quality_picks (round, answer, auditor, brand, at, passed)
values (:round, :answer, :auditor, :brand, :at, :passed)
on conflict (round, answer, auditor) do update set at = excluded.at, passed = excluded.passed

-- name: quality.remove_pick
delete from quality_picks where round = :round and answer = :answer and auditor = :auditor

-- Our posts as they were written, where an answer of ours is known; the answer itself also when its post has gone.
-- name: quality.thread
select case when p.side = 'brand' then 1 else 0 end, case when p.answer = :answer then 1 else 0 end,
    case when p.side = 'brand' then p.author_handle
        when p.author_name <> '' then p.author_name else p.author_handle end,
    coalesce(a.body, p.body), p.lang, p.posted_at, p.edited, p.deleted
from posts p left join answers a on a.id = p.answer
where p.conversation = :conversation and p.brand = :brand order by p.posted_at, p.id limit 200

-- name: quality.answer_text
select a.body, a.sent_at from answers a where a.id = :answer and a.brand = :brand

-- name: quality.add_mark
insert into quality_marks (round, answer, auditor, brand, card, marks, critical, score, note, at)
values (:round, :answer, :auditor, :brand, :card, :marks, :critical, :score, :note, :at)

-- name: quality.save_appeal
insert into quality_appeals (round, answer, brand, state, reason, at, decided_by, decided_at, decision, marks, critical,
    score)
values (:round, :answer, :brand, :state, :reason, :at, :decided_by, :decided_at, :decision, :marks, :critical, :score)
on conflict (round, answer) do update set state = excluded.state, decided_by = excluded.decided_by,
    decided_at = excluded.decided_at, decision = excluded.decision, marks = excluded.marks,
    critical = excluded.critical, score = excluded.score

-- part: judged_filter
r.brand = :brand and (:round = '' or i.round = :round) and (:answer = '' or i.answer = :answer)
    and (:author = '' or i.author = :author)
    and (:closed = 0 or (r.state = 'closed' and r.kind = 'sample'))
    and i.sent_at >= :from_at and i.sent_at < :to_at
    and (:appealed = 0 or exists (select 1 from quality_appeals q where q.round = i.round and q.answer = i.answer))

-- name: quality.judged
select {item_columns}, r.kind, r.state, r.closed_at, r.card, case when {item_is_there} then 0 else 1 end
from quality_rounds r join quality_items i on i.round = r.id {item_joins}
where {judged_filter} order by i.round desc, i.position

-- name: quality.judged_marks
select m.round, m.answer, m.auditor, m.card, m.marks, m.critical, m.score, m.note, m.at
from quality_rounds r join quality_items i on i.round = r.id
join quality_marks m on m.round = i.round and m.answer = i.answer
where {judged_filter} order by m.at, m.auditor

-- name: quality.judged_appeals
select q.round, q.answer, q.reason, q.at, q.state, q.decided_by, q.decided_at, q.decision, q.marks, q.critical, q.score
from quality_rounds r join quality_items i on i.round = r.id
join quality_appeals q on q.round = i.round and q.answer = i.answer
where {judged_filter}
