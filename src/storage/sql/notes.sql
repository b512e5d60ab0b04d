-- Notes, notices, the brand's tags and what they are on.

-- part: note_columns
n.id, n.brand, n.conversation, n.kind, n.author, n.body, n.at, n.edited_at, n.deleted, n.mentions, n.asked, n.answers

-- name: desk.note_add
insert into notes (id, brand, conversation, kind, author, body, at, deleted, mentions, asked, answers)
values (:id, :brand, :conversation, :kind, :author, :body, :at, 0, :mentions, :asked, :answers)

-- name: desk.note_edit
update notes set body = :body, edited_at = :at where id = :id

-- name: desk.note_delete
update notes set body = '', deleted = 1 where id = :id

-- name: desk.note_move
update notes set conversation = :to_conversation where conversation = :from_conversation

-- name: desk.note_move_one
update notes set conversation = :to_conversation where id = :id

-- name: desk.note_ids
select id from notes where conversation = :conversation order by at, id

-- name: desk.note_of_conversation
select {note_columns} from notes n where n.conversation = :conversation order by n.at desc, n.id desc limit :limit

-- name: desk.note_by_id
select {note_columns} from notes n where n.id = :id and n.brand = :brand

-- part: notice_columns
x.id, x.kind, x.conversation, x.by_employee, coalesce(e.initials, ''), coalesce(e.name, ''), x.at,
case when x.note is null then x.body else coalesce(n.body, '') end, x.read_at

-- part: notice_joins
left join notes n on n.id = x.note
left join employees e on e.id = x.by_employee

-- name: desk.notice_add
insert into notices (brand, employee, id, kind, conversation, note, by_employee, body, at)
values (:brand, :employee, :id, :kind, :conversation, :note, :by, :body, :at)
on conflict (employee, id) do nothing

-- name: desk.notice_newest
select {notice_columns} from notices x {notice_joins} where x.employee = :employee order by x.id desc limit :limit

-- name: desk.notice_one
select {notice_columns} from notices x {notice_joins} where x.employee = :employee and x.id = :id

-- name: desk.notice_unread
select count(*) from (select id from notices where employee = :employee and read_at is null limit :limit) u

-- name: desk.notice_read
update notices set read_at = :at where employee = :employee and read_at is null and id <= :up_to

-- name: desk.tag_all
select id, name, colour, conversations from tags where brand = :brand and deleted = 0 order by folded, id

-- name: desk.tag_one
select id, name, colour, conversations from tags where brand = :brand and id = :id and deleted = 0

-- name: desk.tag_add
insert into tags (id, brand, name, folded, colour, conversations, deleted, created_at)
values (:id, :brand, :name, :folded, :colour, 0, 0, :at)

-- name: desk.tag_change
update tags set name = :name, folded = :folded, colour = :colour where brand = :brand and id = :id and deleted = 0
returning id

-- name: desk.tag_delete
update tags set deleted = 1 where brand = :brand and id = :id and deleted = 0 returning id

-- name: desk.tag_named
select id from tags where brand = :brand and folded = :folded and deleted = 0

-- name: desk.tag_put_on
insert into tagged (brand, tag, conversation) values (:brand, :tag, :conversation)

-- name: desk.tag_take_off
delete from tagged where brand = :brand and tag = :tag and conversation = :conversation

-- name: desk.tag_count
update tags set conversations = conversations + :n where id = :id

-- name: route.move_posts
update posts set conversation = :to_conversation where conversation = :from_conversation

-- name: route.move_post
update posts set conversation = :to_conversation where id = :id

-- name: route.last_merge
select e.payload from events f join events e on e.brand = f.brand and e.seq >= f.seq and e.seq < f.seq + f.span
where f.conversation = :conversation and f.span > 0 and e.type = 'merged_into' order by e.seq desc limit 1

-- name: route.posts
select {post_columns} from posts p where p.conversation = :conversation order by p.posted_at, p.id

-- name: route.withdraw_episode
delete from episodes where conversation = :conversation and number = :number

-- name: route.restore_episode
update episodes set outcome = 'open', ended_at = null, answer_post = null, answer = null, employee = null
where conversation = :conversation and number = :number

-- name: desk.queue_by_department
select employee, n from counters where brand = :brand and view_name = 'queue' and employee <> ''

-- name: desk.customer_page
select {row_columns}, c.last_post_at from conversations c {row_joins}
where c.brand = :brand and c.network = :network and c.customer_remote_id = :customer and c.id <> :id
order by +c.last_post_at desc, c.id desc limit :limit

-- name: desk.customer_total
select count(*) from conversations c
where c.brand = :brand and c.network = :network and c.customer_remote_id = :customer and c.id <> :id

-- name: desk.has_department
select id from departments where brand = :brand and id = :id
