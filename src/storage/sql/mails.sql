-- Letters to employees: digests and the leads' weekly report.

-- name: mails.readers
select {employee_columns}, w.quiet_from, w.quiet_until, w.zone, w.lang, w.digest, w.week_report,
    case when exists (select 1 from push_devices d where d.employee = x.id) then 1 else 0 end
from employees x left join reach_wishes w on w.employee = x.id
where x.brand = :brand and x.active = 1 and x.email <> '' and x.id > :after order by x.id limit :limit

-- name: mails.reader
select {employee_columns}, w.quiet_from, w.quiet_until, w.zone, w.lang, w.digest, w.week_report,
    case when exists (select 1 from push_devices d where d.employee = x.id) then 1 else 0 end
from employees x left join reach_wishes w on w.employee = x.id where x.id = :employee

-- name: mails.queue
insert into mails (id, brand, employee, kind, period, from_at, to_at, state, attempts, problem, made_at, due_at)
values (:id, :brand, :employee, :kind, :period, :from_at, :to_at, 'waiting', 0, '', :made_at, :due_at)
on conflict (employee, kind, period) do nothing
returning id

-- name: mails.due
select id, brand, employee, kind, period, from_at, to_at, attempts, made_at, due_at
from mails where state = 'waiting' and due_at <= :now order by due_at, employee, kind limit :limit

-- name: mails.end
update mails set state = :state, attempts = :attempts, problem = :problem, ended_at = :now
where id = :id and state = 'waiting'

-- name: mails.delay
update mails set attempts = :attempts, problem = :problem, due_at = :due_at where id = :id and state = 'waiting'

-- name: mails.prune
delete from mails where made_at < :before

-- name: mails.audited
select count(*) from quality_items i join quality_rounds r on r.id = i.round and r.brand = i.brand
where i.brand = :brand and i.author = :employee and r.closed_at >= :from_at and r.closed_at < :to_at
