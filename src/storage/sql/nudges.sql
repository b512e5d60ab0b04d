-- Who is told by web push that a question waits, and how people want to be reached.

-- name: nudges.wishes
select quiet_from, quiet_until, zone, lang, digest, week_report from reach_wishes where employee = :employee

-- name: nudges.save_wishes
insert into reach_wishes (employee, brand, quiet_from, quiet_until, zone, lang, digest, week_report, changed_at)
values (:employee, :brand, :quiet_from, :quiet_until, :zone, :lang, :digest, :week_report, :changed_at)
on conflict (employee) do update set quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
    zone = excluded.zone, lang = excluded.lang, digest = excluded.digest, week_report = excluded.week_report,
    changed_at = excluded.changed_at

-- name: nudges.devices
select id, brand, employee, digest, service, name, box, made_at, last_ok_at, failures, rest_until
from push_devices where employee = :employee order by made_at desc, id desc

-- name: nudges.add_device
insert into push_devices (id, brand, employee, digest, service, name, box, made_at, failures)
select :id, :brand, x.id, :digest, :service, :name, :box, :made_at, 0 from employees x
where x.id = :employee and x.brand = :brand and x.active = 1
returning id

-- name: nudges.end_same
delete from push_devices where digest = :digest

-- name: nudges.end_oldest
delete from push_devices where employee = :employee and id not in
    (select d.id from push_devices d where d.employee = :employee order by d.made_at desc, d.id desc limit :limit)

-- name: nudges.end_device
delete from push_devices where id = :id and employee = :employee returning id

-- name: nudges.drop_device
delete from push_devices where id = :id

-- name: nudges.end_nudges_of_device
delete from nudges where device = :id and state = 'waiting'

-- name: nudges.forget_person
delete from push_devices where employee = :employee

-- name: nudges.brands
select distinct brand from push_devices order by brand

-- name: nudges.reachable
select {employee_columns}, w.quiet_from, w.quiet_until, w.zone, w.lang, w.digest, w.week_report,
    (select max(n.made_at) from nudges n where n.employee = x.id) as last_nudge
from employees x left join reach_wishes w on w.employee = x.id
where x.brand = :brand and x.active = 1 and exists (select 1 from push_devices d where d.employee = x.id)
order by coalesce((select max(n.made_at) from nudges n where n.employee = x.id), 0), x.id limit :limit

-- name: nudges.queue
insert into nudges (id, brand, employee, device, conversation, question, state, attempts, made_at, due_at)
values (:id, :brand, :employee, :device, :conversation, :question, 'waiting', 0, :made_at, :due_at)
on conflict (device, conversation, question) do nothing
returning id

-- name: nudges.due
select {employee_columns}, w.quiet_from, w.quiet_until, w.zone, w.lang, w.digest, w.week_report,
    d.id, d.brand, d.employee, d.digest, d.service, d.name, d.box, d.made_at, d.last_ok_at, d.failures, d.rest_until,
    n.id, n.conversation, n.question, n.attempts, n.made_at, n.due_at
from nudges n join push_devices d on d.id = n.device join employees x on x.id = d.employee
left join reach_wishes w on w.employee = x.id
where n.state = 'waiting' and n.due_at <= :now and x.active = 1 and (d.rest_until is null or d.rest_until <= :now)
order by n.due_at, n.id limit :limit

-- name: nudges.end
update nudges set state = :state, attempts = :attempts, ended_at = :now where id = :id and state = 'waiting'

-- name: nudges.delay
update nudges set attempts = :attempts, due_at = :due_at where id = :id and state = 'waiting'

-- name: nudges.device_state
update push_devices set last_ok_at = :last_ok_at, failures = :failures, rest_until = :rest_until where id = :id

-- name: nudges.prune
delete from nudges where made_at < :before
