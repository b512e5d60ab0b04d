-- name: erasure.due
select count(*), min(c.last_post_at) from conversations c
where c.brand = :brand and c.last_post_at < :before and c.state in ('closed', 'answered')
    and (c.erased_at is null or c.erased_at < c.last_post_at)

-- part: erasure_columns
r.id, r.brand, r.kind, r.employee, r.days, r.total, r.done, r.created_at, r.finished_at

-- name: erasure.of_brand
select {erasure_columns} from erasures r where r.brand = :brand order by r.created_at desc, r.id desc limit :limit

-- name: erasure.open
select {erasure_columns} from erasures r where r.finished_at is null order by r.created_at, r.id

-- name: erasure.one
select {erasure_columns} from erasures r where r.brand = :brand and r.id = :id

-- name: erasure.by_remote_id
select c.id from conversations c
where c.brand = :brand and c.network = :network and c.customer_remote_id = :customer limit 1

-- Looks at every conversation: asked by hand, from the command line.
-- name: erasure.by_handle
select c.id from conversations c
where c.brand = :brand and c.network = :network and lower(c.customer_handle) = lower(:customer) limit 1

-- What another customer's row shows of a post that is erased now.
-- name: erasure.excerpt
update conversations set excerpt = ''
where last_customer_post = :post and id = (select p.conversation from posts p where p.id = :post)

-- name: erasure.begin
insert into erasures (id, brand, kind, employee, days, customer, total, done, place_at, place_id, created_at, finished_at)
values (:id, :brand, :kind, :employee, :days, :customer, :total, 0, 0, '', :created_at, null)

-- name: erasure.place
select place_at, place_id, customer from erasures where id = :id and finished_at is null

-- name: erasure.move
update erasures set place_at = :place_at, place_id = :place_id, done = done + :done where id = :id

-- name: erasure.finish
update erasures set finished_at = :at, customer = '' where id = :id

-- Of some nothing is known but what the network told: whose name stands in it may be theirs.
-- name: erasure.left_out
delete from left_out
where brand = :brand and account in (select id from accounts where brand = :brand and network = :network)
    and (author_remote_id = :customer or told like '%' || :customer || '%')

-- name: erasure.done
select done from erasures where id = :id

-- name: erasure.customer_of
select network, customer_remote_id, customer_handle from conversations where id = :id and brand = :brand

-- name: erasure.count_of_customer
select count(*), coalesce(sum(case when c.state in ('closed', 'answered') then 0 else 1 end), 0) from conversations c
where c.brand = :brand and c.network = :network and c.customer_remote_id = :customer

-- name: erasure.next_old
select c.id, c.last_post_at from conversations c
where c.brand = :brand and c.last_post_at < :before and (c.last_post_at, c.id) > (:place_at, :place_id)
    and c.state in ('closed', 'answered') and (c.erased_at is null or c.erased_at < c.last_post_at)
order by c.last_post_at, c.id limit :limit

-- name: erasure.next_of_customer
select c.id, c.last_post_at from conversations c
where c.brand = :brand and c.network = :network and c.customer_remote_id = :customer order by c.id limit :limit

-- What the customer wrote in conversations of others. No index keeps posts by their author: a piece of all posts.
-- name: erasure.next_posts
select p.id, case when p.brand = :brand and p.network = :network and p.author_remote_id = :customer then 1 else 0 end
from posts p where p.id > :place order by p.id limit :limit

-- name: erasure.posts
select p.id from posts p where p.conversation = :conversation

-- name: erasure.post
update posts set body = '', author_handle = '', author_name = '', author_followers = null, author_url = '', url = '',
    media = '', author_remote_id = case when author_remote_id = :customer then :pseudonym else author_remote_id end
where id = :id

-- name: erasure.forms
update private_forms set sealed = '', erased_at = :at where conversation = :conversation and erased_at is null

-- name: erasure.found
delete from post_found where post = :id

-- name: erasure.answers
update answers set body = '', published_body = '', rest = '', images = '', approval = ''
where conversation = :conversation

-- name: erasure.exceptions
update guideline_exceptions set reason = '' where conversation = :conversation

-- name: erasure.actions
update promised_actions set what = '' where conversation = :conversation

-- name: erasure.media
update media set answer = '' where answer in (select a.id from answers a where a.conversation = :conversation)

-- name: erasure.drafts
delete from drafts where conversation = :conversation

-- name: erasure.draft_images
delete from draft_images where conversation = :conversation

-- name: erasure.notes
update notes set body = '' where conversation = :conversation

-- name: erasure.notices
update notices set body = '' where conversation = :conversation and brand = :brand

-- name: erasure.event_texts
delete from event_texts where brand = :brand
    and seq in (select e.seq from events f join events e on e.brand = f.brand and e.seq >= f.seq and e.seq < f.seq + f.span
                where f.conversation = :conversation and f.span > 0)

-- name: erasure.conversation
update conversations set customer_handle = '', customer_name = '', customer_followers = null, customer_url = '',
    excerpt = '', erased_at = :at,
    customer_remote_id = case when customer_remote_id = :customer then :pseudonym else customer_remote_id end
where id = :id

-- name: erasure.quality_notes
update quality_marks set note = ''
where answer in (select i.answer from quality_items i where i.conversation = :conversation)

-- name: erasure.quality_appeals
update quality_appeals set reason = '', decision = ''
where answer in (select i.answer from quality_items i where i.conversation = :conversation)

-- name: erasure.quality_picks
update quality_picks set passed = case when passed = '' then '' else '-' end
where answer in (select i.answer from quality_items i where i.conversation = :conversation)
