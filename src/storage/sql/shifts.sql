-- Hourly staff, their shifts, and the log of their time.

-- part: shift_columns
s.id, s.employee, s.begins_at, s.ends_at

-- name: shifts.is_hourly
select h.since from hourly_staff h where h.employee = :employee

-- name: shifts.hourly
select h.employee from hourly_staff h where h.brand = :brand order by h.employee

-- name: shifts.people
select x.id, x.name, x.initials, x.email, h.since from hourly_staff h join employees x on x.id = h.employee
where h.brand = :brand order by x.name, x.id

-- name: shifts.set_hourly
insert into hourly_staff (employee, brand, since)
select x.id, x.brand, :since from employees x where x.id = :employee and x.brand = :brand
on conflict (employee) do nothing returning employee

-- name: shifts.end_hourly
delete from hourly_staff where employee = :employee and brand = :brand returning employee

-- name: shifts.not_over
select {shift_columns} from shifts s
where s.employee = :employee and s.ends_at > :now order by s.ends_at limit 1

-- name: shifts.between
select {shift_columns} from shifts s
where s.brand = :brand and s.ends_at > :from_at and s.begins_at < :until_at and (:employee = '' or s.employee = :employee)
order by s.begins_at, s.employee limit :limit

-- name: shifts.in_the_way
select {shift_columns} from shifts s
where s.employee = :employee and s.ends_at > :begins_at and s.begins_at < :ends_at order by s.begins_at limit 1

-- name: shifts.add
insert into shifts (id, brand, employee, begins_at, ends_at) values (:id, :brand, :employee, :begins_at, :ends_at)

-- name: shifts.remove
delete from shifts where id = :id and brand = :brand returning employee

-- name: shifts.clear
delete from shifts where brand = :brand and employee = :employee and begins_at >= :from_at and begins_at < :until_at

-- What the log of their time is made of, in the log's order.
-- name: shifts.work
select e.seq, e.conversation, e.type, e.at, e.by_employee, e.payload
from events e
where e.brand = :brand and e.seq > :seq and e.seq <= :upto
    and e.type in ('claimed', 'claim_released', 'answer_submitted')
order by e.seq
