-- Employees' own accounts, and answers from their own clients.

-- part: binding_columns
b.id, b.brand, b.network, b.remote_id, b.handle, b.employee, b.kind, b.bound_at, b.ended_at, b.ended_why

-- part: wish_columns
w.id, w.brand, w.network, w.employee, w.handle, w.code, w.problem, w.made_at, w.expires_at

-- part: own_columns
o.brand, o.network, o.remote_id, o.account, o.employee, o.author_remote_id, o.handle, o.url, o.body,
o.parent_remote_id, o.posted_at, o.seen_at, o.state, o.reason, o.answer, o.conversation

-- name: own.wishes_since
select count(*) from binding_wishes where employee = :employee and made_at > :since

-- name: own.live_of
select count(*) from bindings where employee = :employee and ended_at is null

-- name: own.add_wish
insert into binding_wishes (id, brand, network, employee, handle, code, made_at, expires_at)
values (:id, :brand, :network, :employee, :handle, :code, :made_at, :expires_at)

-- name: own.end_former_wishes
update binding_wishes set ended_at = :now where employee = :employee and network = :network and ended_at is null

-- name: own.end_wish
update binding_wishes set ended_at = :now where employee = :employee and id = :id and ended_at is null

-- name: own.end_wishes_of
update binding_wishes set ended_at = :now where employee = :employee and ended_at is null

-- name: own.wishes_of
select {wish_columns} from binding_wishes w
where w.employee = :employee and w.ended_at is null and w.expires_at > :now order by w.made_at desc

-- name: own.open_wishes
select {wish_columns} from binding_wishes w
where w.brand = :brand and w.network = :network and w.ended_at is null and w.expires_at > :now
order by w.made_at limit :limit

-- name: own.wish_problem
update binding_wishes set problem = :problem where id = :id and problem <> :problem

-- name: own.use_wish
update binding_wishes set ended_at = :now where id = :id and ended_at is null and expires_at > :now
    and exists (select 1 from employees e where e.id = binding_wishes.employee and e.active = 1)
returning id

-- name: own.brand_account
select id from accounts where brand = :brand and network = :network and remote_id = :remote_id

-- name: own.add_binding
insert into bindings (id, brand, network, remote_id, handle, employee, kind, bound_at)
values (:id, :brand, :network, :remote_id, :handle, :employee, :kind, :bound_at)
on conflict do nothing returning id

-- name: own.bindings_of
select {binding_columns} from bindings b where b.employee = :employee order by b.bound_at desc, b.id desc

-- name: own.live_bindings
select {binding_columns} from bindings b join employees e on e.id = b.employee and e.active = 1
where b.brand = :brand and b.ended_at is null order by b.bound_at desc, b.id desc

-- name: own.binding
select {binding_columns} from bindings b where b.brand = :brand and b.id = :id

-- name: own.end_binding
update bindings set ended_at = :now, ended_by = :by, ended_why = :why where id = :id and ended_at is null returning id

-- name: own.end_bindings_of
update bindings set ended_at = :now, ended_by = :by, ended_why = 'inactive'
where employee = :employee and ended_at is null returning id

-- name: own.set_kind
update bindings set kind = :kind where id = :id and ended_at is null returning id

-- name: own.bound
select {binding_columns} from bindings b join employees e on e.id = b.employee and e.active = 1
where b.brand = :brand and b.network = :network and b.remote_id = :remote_id and b.ended_at is null

-- name: own.new_handle
update bindings set handle = :handle
where brand = :brand and network = :network and remote_id = :remote_id and ended_at is null and handle <> :handle

-- name: own.count_strangers
insert into own_strangers (brand, n) values (:brand, :n) on conflict (brand) do update set n = own_strangers.n + excluded.n

-- name: own.strangers
select n from own_strangers where brand = :brand

-- name: own.known
select {own_columns} from own_posts o where o.brand = :brand and o.network = :network and o.remote_id = :remote_id

-- name: own.keep
insert into own_posts (brand, network, remote_id, account, employee, author_remote_id, handle, url, body,
    parent_remote_id, posted_at, seen_at, state)
values (:brand, :network, :remote_id, :account, :employee, :author_remote_id, :handle, :url, :body,
    :parent_remote_id, :posted_at, :seen_at, 'seen')
on conflict (brand, network, remote_id) do update set body = excluded.body where own_posts.state = 'seen'
returning seen_at

-- name: own.to_decide
select {own_columns} from own_posts o
where o.brand = :brand and o.network = :network and o.state = 'seen' order by o.seen_at, o.remote_id limit :limit

-- name: own.posts_of
select {own_columns} from own_posts o where o.employee = :employee order by o.seen_at desc, o.remote_id desc limit :limit

-- name: own.decided
update own_posts set state = :state, reason = :reason, answer = :answer, conversation = :conversation, body = '',
    decided_at = :now
where brand = :brand and network = :network and remote_id = :remote_id and state = 'seen' returning remote_id

-- name: own.forget
delete from own_posts where seen_at < :before and state <> 'seen'

-- name: own.target
select p.conversation, p.id from posts p
where p.brand = :brand and p.network = :network and p.remote_id = :remote_id and p.side = 'customer' and p.deleted = 0

-- name: own.by_code
select k.conversation, k.expires_at, k.episode, c.episode_number from conversation_codes k
join conversations c on c.id = k.conversation
where k.brand = :brand and k.code = :code

-- name: own.code_of
select k.code, k.expires_at from conversation_codes k
where k.conversation = :conversation and k.episode = :episode and k.brand = :brand and k.expires_at > :now
order by k.made_at desc limit 1

-- name: own.open_episode
select c.episode_number from conversations c where c.brand = :brand and c.id = :id and c.episode_number is not null

-- name: own.add_code
insert into conversation_codes (brand, code, conversation, episode, made_at, expires_at)
values (:brand, :code, :conversation, :episode, :now, :expires_at)
on conflict (brand, code) do nothing returning code

-- name: own.forget_codes
delete from conversation_codes where expires_at < :before

-- name: own.leads
select e.id, e.role, e.department from employees e
where e.brand = :brand and e.active = 1 and e.role in ('lead', 'admin') order by e.id

-- name: own.tell
insert into notices (brand, employee, id, kind, conversation, note, by_employee, body, at)
values (:brand, :employee, :id, :kind, :conversation, null, :by, :body, :at)
on conflict (employee, id) do nothing

-- name: own.handles
select a.id, a.via from answers a where a.conversation = :conversation and a.via <> ''
