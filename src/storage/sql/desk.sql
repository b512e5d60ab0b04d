-- part: row_columns
{conversation_columns}, coalesce(w.handle, ''), coalesce(o.initials, ''), coalesce(l.initials, ''),
coalesce(c.open_answer, c.attention_answer)

-- part: row_joins
left join accounts w on w.id = c.account
left join employees o on o.id = c.offer_employee
left join employees l on l.id = c.last_answerer

-- part: row_filter
(:account = '' or c.account = :account) and (:department = '' or c.department = :department)

-- name: desk.page_queue
select {row_columns}, c.urgency from conversations c {row_joins}
where c.brand = :brand and c.urgency is not null and (c.urgency, c.id) > (:key, :id) and {row_filter}
order by c.urgency, c.id limit :limit

-- name: desk.page_going_out
select {row_columns}, c.last_post_at from conversations c {row_joins}
where c.brand = :brand and c.state = 'going_out' and (c.last_post_at, c.id) < (:key, :id) and {row_filter}
order by c.last_post_at desc, c.id desc limit :limit

-- name: desk.page_attention
select {row_columns}, c.last_post_at from conversations c {row_joins}
where c.brand = :brand and c.attention is not null and (c.last_post_at, c.id) < (:key, :id) and {row_filter}
order by c.last_post_at desc, c.id desc limit :limit

-- name: desk.page_snoozed
select {row_columns}, c.last_post_at from conversations c {row_joins}
where c.brand = :brand and c.state = 'snoozed' and (c.last_post_at, c.id) < (:key, :id) and {row_filter}
order by c.last_post_at desc, c.id desc limit :limit

-- name: desk.page_answered
select {row_columns}, c.last_post_at from conversations c {row_joins}
where c.brand = :brand and c.state = 'answered' and (c.last_post_at, c.id) < (:key, :id) and {row_filter}
order by c.last_post_at desc, c.id desc limit :limit

-- name: desk.page_all
select {row_columns}, c.last_post_at from conversations c {row_joins}
where c.brand = :brand and (c.last_post_at, c.id) < (:key, :id)
order by c.last_post_at desc, c.id desc limit :limit

-- name: desk.page_account
select {row_columns}, c.last_post_at from conversations c {row_joins}
where c.brand = :brand and c.account = :account and (c.last_post_at, c.id) < (:key, :id)
    and (:state = '' or c.state = :state) and (:department = '' or c.department = :department)
order by c.last_post_at desc, c.id desc limit :limit

-- name: desk.page_department
select {row_columns}, c.last_post_at from conversations c {row_joins}
where c.brand = :brand and c.department = :department and (c.last_post_at, c.id) < (:key, :id)
    and (:state = '' or c.state = :state)
order by c.last_post_at desc, c.id desc limit :limit

-- name: desk.page_mine
select {row_columns}, c.last_post_at from mine m join conversations c on c.id = m.conversation {row_joins}
where m.brand = :brand and m.employee = :employee and (m.last_post_at, m.conversation) < (:key, :id) and {row_filter}
order by m.last_post_at desc, m.conversation desc limit :limit

-- name: desk.row
select {row_columns}, c.last_post_at from conversations c {row_joins} where c.brand = :brand and c.id = :id

-- name: desk.counts
select view_name, n from counters where brand = :brand and (employee = '' or employee = :employee)

-- name: desk.posts
select {post_columns} from posts p where p.conversation = :conversation
order by p.posted_at desc, p.id desc limit :limit

-- name: desk.answers
select {answer_columns} from answers a
where a.conversation = :conversation and a.state not in ('sent', 'cancelled')
order by a.submitted_at desc, a.id desc limit :limit

-- part: event_columns
e.seq, e.conversation, e.type, e.at, e.by_employee, coalesce(b.initials, ''), e.payload, coalesce(t.body, '')

-- part: event_joins
left join employees b on b.id = e.by_employee
left join event_texts t on t.brand = e.brand and t.seq = e.seq

-- Through the first event of each change: the others stand behind it and in no index.
-- name: desk.timeline
select {event_columns} from events f
join events e on e.brand = f.brand and e.seq >= f.seq and e.seq < f.seq + f.span
{event_joins}
where f.conversation = :conversation and f.span > 0 order by e.seq desc limit :limit

-- name: desk.events_after
select {event_columns} from events e {event_joins}
where e.brand = :brand and e.seq > :seq order by e.seq limit :limit

-- name: desk.last_seq
select seq from brand_seq where brand = :brand

-- name: desk.brands
select id from brands order by id

-- name: desk.consumer
select seq from consumers where brand = :brand and consumer = :consumer

-- name: desk.save_consumer
insert into consumers (brand, consumer, seq) values (:brand, :consumer, :seq)
on conflict (brand, consumer) do update set seq = excluded.seq

-- name: desk.quick
select {conversation_columns} from conversations c
left join passes p on p.employee = :employee and p.conversation = c.id
where c.brand = :brand and c.urgency is not null
    and (c.claim_holder is null or c.claim_holder = :employee)
    and (c.offer_employee is null or c.offer_employee = :employee or c.offer_until <= :now)
    and (p.opened_at is null or p.opened_at <> coalesce(c.episode_opened_at, 0))
order by c.urgency, c.id limit :limit

-- name: desk.pass
insert into passes (employee, conversation, opened_at, brand)
select :employee, c.id, coalesce(c.episode_opened_at, 0), c.brand from conversations c
where c.brand = :brand and c.id = :conversation
on conflict (employee, conversation) do update set opened_at = excluded.opened_at

-- name: desk.answered_since
select count(*), coalesce(sum(case when e.ended_at - e.opened_at <= :promise then 1 else 0 end), 0) from episodes e
where e.brand = :brand and e.opened_at > :opened_after and e.employee = :employee and e.outcome = 'answered'
    and e.ended_at >= :since
