-- Satisfaction: links below answers, what taps and words said, what recovered, who praised.

-- part: thanks_columns
s.conversation_id, s.answer_id, s.author_id, s.at, s.source, s.good, s.counted, coalesce(e.initials, '')

-- part: trail_post_columns
p.id, p.conversation, p.author_remote_id, p.author_followers, p.body, p.lang, p.posted_at

-- part: turnaround_columns
t.conversation, t.answer, t.complaint, t.at, t.counted, coalesce(c.customer_handle, '')

-- part: thanks_link_columns
l.id, l.brand, l.conversation, l.digest, l.lang, l.made_at, l.expires_at, l.answer, l.tapped_at, l.good, l.voter

-- name: reports.thanks_brands
select id from brands order by id

-- name: reports.thanks_changed
select e.seq, e.conversation, e.type from events e where e.brand = :brand and e.seq > :seq order by e.seq limit :limit

-- name: reports.thanks_customer
select c.network, c.customer_remote_id, c.customer_handle from conversations c where c.id = :id and c.brand = :brand

-- name: reports.thanks_is_ours
select 1 from accounts w where w.brand = :brand and w.network = :network and w.remote_id = :remote_id
union select 1 from bindings b where b.brand = :brand and b.network = :network and b.remote_id = :remote_id

-- name: reports.thanks_conversations
select c.id from conversations c
where c.brand = :brand and c.network = :network and c.customer_remote_id = :customer order by c.last_post_at desc limit 50

-- name: reports.thanks_posts
select {trail_post_columns} from posts p where p.conversation = :conversation and p.author_remote_id = :customer
    and p.deleted = 0 and p.side <> 'brand' order by p.posted_at, p.id limit :limit

-- name: reports.thanks_answers
select a.id, a.conversation, a.author, a.sent_at from answers a where a.conversation = :conversation
    and a.state = 'sent' and a.part = 1 and a.holding_until is null and a.sent_at is not null
order by a.sent_at, a.id

-- name: reports.thanks_others_in_threads
select {trail_post_columns} from conversations c join conversations d on d.account = c.account
    and d.root_remote_id = c.root_remote_id
join posts p on p.conversation = d.id
where c.brand = :brand and c.network = :network and c.customer_remote_id = :customer
    and p.author_remote_id <> :customer and p.posted_at > :since and p.deleted = 0 and p.side <> 'brand'
order by p.posted_at limit :limit

-- name: reports.thanks_others_by_name
select {trail_post_columns} from conversations d join posts p on p.conversation = d.id
where d.brand = :brand and d.last_post_at > :since and d.network = :network and p.posted_at > :since
    and p.author_remote_id <> :customer and p.deleted = 0 and p.side <> 'brand'
    and lower(p.body) like :pattern escape '\'
order by p.posted_at limit :limit

-- name: reports.thanks_praised_by
select t.conversation from conversations n join turnarounds t on t.brand = n.brand
join conversations c on c.id = t.conversation
where n.id = :id and n.brand = :brand and t.at > :since and t.conversation <> n.id and c.network = n.network
    and (c.root_remote_id = n.root_remote_id or (c.customer_handle <> '' and exists (
        select 1 from posts p where p.conversation = n.id and p.deleted = 0
            and lower(p.body) like '%@' || lower(c.customer_handle) || '%')))
order by t.at desc limit 20

-- name: reports.thanks_forget_tones
delete from satisfaction where brand_id = :brand and conversation_id = :conversation and source = 'tone'

-- name: reports.thanks_say
insert into satisfaction (brand_id, conversation_id, answer_id, author_id, at, source, good, counted)
values (:brand, :conversation, :answer, :author, :at, :source, :good, :counted)
on conflict (brand_id, answer_id, source) do update set conversation_id = excluded.conversation_id,
    at = excluded.at, good = excluded.good, counted = excluded.counted

-- name: reports.thanks_forget_turnaround
delete from turnarounds where brand = :brand and conversation = :conversation

-- name: reports.thanks_forget_praises
delete from turnaround_praises where brand = :brand and conversation = :conversation

-- name: reports.thanks_add_turnaround
insert into turnarounds (conversation, brand, answer, complaint, at, counted)
values (:conversation, :brand, :answer, :complaint, :at, :counted)

-- name: reports.thanks_add_praise
insert into turnaround_praises (conversation, post, brand, post_conversation, by_customer, followers, at)
values (:conversation, :post, :brand, :post_conversation, :by_customer, :followers, :at)

-- name: reports.thanks_add_link
insert into thanks_links (id, brand, conversation, digest, lang, made_by, made_at, expires_at)
values (:id, :brand, :conversation, :digest, :lang, :made_by, :made_at, :expires_at)

-- name: reports.thanks_link
select {thanks_link_columns}, coalesce(w.handle, ''), c.network, c.customer_remote_id from thanks_links l
join conversations c on c.id = l.conversation left join accounts w on w.id = c.account where l.digest = :digest

-- name: reports.thanks_answer_with
select a.id, a.conversation, a.author, a.sent_at from answers a where a.conversation = :conversation
    and a.state = 'sent' and a.holding_until is null and a.sent_at is not null
    and a.published_body like :pattern escape '\' order by a.sent_at limit 1

-- name: reports.thanks_tapped_by_another
select l.id from thanks_links l where l.brand = :brand and l.answer = :answer and l.id <> :id

-- name: reports.thanks_tap
update thanks_links set answer = :answer, tapped_at = :tapped_at, good = :good, voter = :voter where id = :id

-- Of an answer in parts its first one stands for all of them. A holding answer is none yet.
-- name: reports.thanks_reacted
select a.brand, f.id, f.conversation, f.author, c.network
from answers a join conversations c on c.id = a.conversation and c.customer_remote_id = :by
join answers f on f.id = (
    select g.id from answers g where g.conversation = a.conversation and g.author = a.author and g.part = 1
        and g.state = 'sent' and g.sent_at <= a.sent_at order by g.sent_at desc, g.id desc limit 1)
where a.account = :account and a.remote_id = :remote_id and a.state = 'sent' and a.holding_until is null
    and not exists (select 1 from satisfaction s where s.brand_id = a.brand and s.answer_id = f.id and s.source = 'reaction')

-- name: reports.thanks_between
select {thanks_columns} from satisfaction s left join employees e on e.id = s.author_id
where s.brand_id = :brand and s.at >= :since and s.at < :until order by s.at, s.answer_id, s.source

-- name: reports.thanks_of_conversation
select {thanks_columns} from satisfaction s left join employees e on e.id = s.author_id
where s.brand_id = :brand and s.conversation_id = :conversation order by s.at, s.answer_id, s.source

-- name: reports.thanks_turnarounds
select {turnaround_columns} from turnarounds t left join conversations c on c.id = t.conversation
where t.brand = :brand and t.at >= :since and t.at < :until order by t.at, t.conversation

-- name: reports.thanks_turnaround_of
select {turnaround_columns} from turnarounds t left join conversations c on c.id = t.conversation
where t.brand = :brand and t.conversation = :conversation

-- name: reports.thanks_praises
select t.post, t.post_conversation, t.followers, t.by_customer, t.at from turnaround_praises t
where t.brand = :brand and t.conversation = :conversation order by t.by_customer desc, t.at, t.post
