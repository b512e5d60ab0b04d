-- What scores are made of, in the log's order.
-- name: honour.events
select e.seq, e.conversation, e.type, e.at, e.by_employee, e.payload
from events e
where e.brand = :brand and e.seq > :seq and e.seq <= :upto
    and e.type in ('episode_opened', 'episode_restored', 'episode_answered', 'episode_dropped', 'episode_withdrawn',
        'claimed', 'claim_released', 'post_deleted', 'split_from', 'merged_into', 'note_added', 'answer_approved')
order by e.seq

-- name: honour.last_seq
select e.seq from events e where e.brand = :brand order by e.seq desc limit 1

-- The first entry of the log at or behind a place.
-- name: honour.entry_from
select e.seq, e.at from events e where e.brand = :brand and e.seq >= :seq order by e.seq limit 1

-- name: honour.ratings
select s.conversation_id, s.answer_id, s.author_id, s.at, s.source, s.good
from satisfaction s
where s.brand_id = :brand and s.at >= :from_at and s.at < :to_at and s.counted = 1
order by s.at, s.answer_id, s.source

-- name: honour.rate
insert into satisfaction (brand_id, conversation_id, answer_id, author_id, at, source, good, counted)
values (:brand, :conversation, :answer, :author, :at, :source, :good, 1)
on conflict (brand_id, answer_id, source) do nothing

-- Tips that went into answers, and hints that did or were thanked for.
-- name: honour.tip_uses
select u.tip as what, t.author as helper, u.employee as helped, u.conversation as talk, u.used_at as helped_at
from tip_uses u join tips t on t.id = u.tip
where u.brand = :brand and u.used_at >= :from_at and u.used_at < :to_at
union all
select m.note, m.author, m.by_employee, m.conversation, m.counted_at from hint_marks m
where m.brand = :brand and m.counted_at >= :from_at and m.counted_at < :to_at
order by helped_at, what, talk

-- Conversations whose customer is one of our own people, on an account that they bound.
-- name: honour.colleagues
select c.id from bindings b join conversations c
    on c.brand = b.brand and c.network = b.network and c.customer_remote_id = b.remote_id
where b.brand = :brand and b.bound_at < :as_of

-- name: honour.people
select x.id, x.department, x.name, x.initials, x.role, x.active, coalesce(h.on_board, 1), coalesce(h.name_on_card, 0)
from employees x left join honour_choices h on h.employee = x.id
where x.brand = :brand
order by x.id

-- name: honour.choose
insert into honour_choices (employee, brand, on_board, name_on_card, changed_at)
values (:employee, :brand, :on_board, :name_on_card, :changed_at)
on conflict (employee) do update set on_board = excluded.on_board, name_on_card = excluded.name_on_card,
    changed_at = excluded.changed_at

-- name: honour.publish
insert into honour_tables (brand, season, document, digest, upto_seq, published_at)
values (:brand, :season, :document, :digest, :upto_seq, :published_at)
on conflict (brand, season) do nothing returning season

-- name: honour.table
select t.season, t.document, t.digest, t.upto_seq, t.published_at from honour_tables t
where t.brand = :brand and t.season = :season

-- name: honour.seasons
select t.season from honour_tables t where t.brand = :brand order by t.season desc limit 200

-- The words with which customers thanked: their first ones behind the answer that they liked.
-- name: honour.thanks
select s.author_id, s.conversation_id, c.network, c.customer_handle, c.customer_name, p.body, p.lang, p.posted_at
from satisfaction s
    join answers a on a.id = s.answer_id
    join conversations c on c.id = s.conversation_id
    join posts p on p.id = (
        select q.id from posts q
        where q.conversation = s.conversation_id and q.side = 'customer' and q.deleted = 0
            and q.posted_at > a.sent_at and q.body <> ''
        order by q.posted_at, q.id limit 1)
where s.brand_id = :brand and s.counted = 1 and s.good = 1
    and not exists (select 1 from bindings b where b.brand = c.brand and b.network = c.network
        and b.remote_id = c.customer_remote_id)
order by p.posted_at desc, p.id, s.source limit :limit

-- Who has come how far. Invited: everybody who is here.
-- name: honour.participation
select d.id, d.name_ko, d.name_en, count(x.id),
    coalesce(sum(case when x.password_hash <> ''
        or exists (select 1 from sessions s where s.employee = x.id)
        or exists (select 1 from sso_people o where o.employee = x.id)
        or exists (select 1 from first_minutes f where f.employee = x.id)
        or exists (select 1 from answers a where a.brand = x.brand and a.author = x.id and a.state = 'sent' and a.part = 1)
        then 1 else 0 end), 0),
    coalesce(sum(case when x.role in ('desk', 'lead', 'admin')
        or exists (select 1 from certifications k where k.employee = x.id and k.level <> '') then 1 else 0 end), 0),
    coalesce(sum(case when exists (select 1 from answers a
        where a.brand = x.brand and a.author = x.id and a.state = 'sent' and a.part = 1) then 1 else 0 end), 0),
    coalesce(sum(case when exists (select 1 from answers a
        where a.brand = x.brand and a.author = x.id and a.state = 'sent' and a.part = 1 and a.sent_at >= :month)
        then 1 else 0 end), 0)
from departments d left join employees x on x.department = d.id and x.active = 1
where d.brand = :brand and d.closed = 0
group by d.id, d.name_ko, d.name_en
order by d.name_ko, d.id

-- Who answered since then, the last first.
-- name: honour.answering
select a.author, max(a.sent_at) from answers a
where a.brand = :brand and a.state = 'sent' and a.part = 1 and a.sent_at >= :since
group by a.author order by max(a.sent_at) desc, a.author

-- Published answers for the practice company to rate.
-- name: honour.answered
select a.id, a.conversation, a.author, p.body, p.posted_at
from answers a join posts p on p.id = (
    select q.id from posts q
    where q.conversation = a.conversation and q.side = 'customer' and q.deleted = 0 and q.posted_at > a.sent_at
    order by q.posted_at, q.id limit 1)
where a.brand = :brand and a.state = 'sent' and a.part = 1
order by a.sent_at, a.id
