-- part: hook_columns
h.id, h.brand, h.url, h.events, h.state, h.told_seq, h.streak, h.failing_since, h.rest_until, h.last_ok_at,
h.former_until, h.created_at,
(select count(*) from webhook_deliveries d where d.webhook = h.id and d.state = 'waiting'),
(select count(*) from webhook_deliveries d where d.webhook = h.id and d.state = 'dead')

-- name: hooks.all
select {hook_columns} from webhooks h order by h.id

-- name: hooks.of_brand
select {hook_columns} from webhooks h where h.brand = :brand order by h.id

-- name: hooks.one
select {hook_columns} from webhooks h where h.id = :id and h.brand = :brand

-- name: hooks.secrets
select secret_box, former_box, former_until from webhooks where id = :id

-- name: hooks.add
insert into webhooks (id, brand, url, events, secret_box, former_box, former_until, state, told_seq, streak,
    failing_since, rest_until, last_ok_at, created_at)
values (:id, :brand, :url, :events, :secret_box, '', null, :state, :told_seq, 0, null, null, null, :created_at)

-- name: hooks.change
update webhooks set url = :url, events = :events, state = :state, told_seq = :told_seq, streak = :streak,
    failing_since = :failing_since, rest_until = :rest_until
where id = :id and brand = :brand

-- name: hooks.save_secrets
update webhooks set secret_box = :secret_box, former_box = :former_box, former_until = :former_until where id = :id

-- name: hooks.remove
delete from webhooks where id = :id and brand = :brand

-- name: hooks.remove_deliveries
delete from webhook_deliveries where webhook = :webhook

-- name: hooks.move
update webhooks set told_seq = :told_seq where id = :id and told_seq = :former_seq

-- name: hooks.has_moved
select id from webhooks where id = :id and told_seq = :told_seq

-- name: hooks.facts
select e.seq, e.conversation, e.type, e.at, e.by_employee, e.payload from events e
where e.brand = :brand and e.seq > :seq order by e.seq limit :limit

-- part: delivery_columns
d.id, d.brand, d.webhook, d.event, d.seq, d.conversation, d.body, d.state, d.attempts, d.due_at, d.created_at, d.last_at,
d.last_status, d.last_problem

-- name: hooks.add_delivery
insert into webhook_deliveries (id, brand, webhook, event, seq, conversation, body, state, attempts, due_at, created_at,
    last_at, last_status, last_problem)
values (:id, :brand, :webhook, :event, :seq, :conversation, :body, 'waiting', 0, :due_at, :created_at, null, 0, '')

-- name: hooks.next_due
select {delivery_columns} from webhook_deliveries d
where d.webhook = :webhook and d.state = 'waiting' and d.due_at <= :now order by d.due_at, d.seq, d.id limit 1

-- name: hooks.next_ping
select {delivery_columns} from webhook_deliveries d
where d.webhook = :webhook and d.state = 'waiting' and d.seq = 0 and d.due_at <= :now order by d.due_at, d.id limit 1

-- name: hooks.record_delivery
update webhook_deliveries set state = :state, attempts = :attempts, due_at = :due_at, last_at = :last_at,
    last_status = :last_status, last_problem = :last_problem
where id = :id

-- name: hooks.tell_admins
insert into notices (brand, employee, id, kind, conversation, note, by_employee, body, at)
select e.brand, e.id, :id, :kind, '', null, '', :body, :at from employees e
where e.brand = :brand and e.role = 'admin' and e.active = 1

-- name: hooks.record_hook
update webhooks set state = case when state = 'on' then :state else state end, streak = :streak,
    failing_since = :failing_since, rest_until = :rest_until, last_ok_at = coalesce(:last_ok_at, last_ok_at)
where id = :id

-- name: hooks.deliveries
select {delivery_columns} from webhook_deliveries d
where d.webhook = :webhook and d.brand = :brand and d.id < :before and (:state = '' or d.state = :state)
order by d.id desc limit :limit

-- name: hooks.delivery
select {delivery_columns} from webhook_deliveries d where d.id = :id and d.webhook = :webhook and d.brand = :brand

-- name: hooks.resend
update webhook_deliveries set state = 'waiting', attempts = 0, due_at = :now where id = :id

-- name: hooks.count_dead
select count(*) from webhook_deliveries where webhook = :webhook and brand = :brand and state = 'dead'

-- name: hooks.resend_dead
update webhook_deliveries set state = 'waiting', attempts = 0, due_at = :now
where webhook = :webhook and brand = :brand and state = 'dead'

-- name: hooks.rest_no_more
update webhooks set rest_until = null where id = :id

-- name: hooks.prune
delete from webhook_deliveries where id in (select d.id from webhook_deliveries d
    where (d.state = 'delivered' and d.created_at < :delivered_before)
        or (d.state = 'dead' and d.created_at < :dead_before) limit :limit)
