-- name: certification.newest
select version, document, saved_by, saved_at from trainings where brand = :brand order by version desc limit 1

-- name: certification.save
insert into trainings (brand, version, document, saved_by, saved_at)
values (:brand, :version, :document, :saved_by, :saved_at)

-- name: certification.of
select employee, level, given_by, reason, at from certifications where brand = :brand and employee = :employee

-- name: certification.give
insert into certifications (employee, brand, level, given_by, reason, at)
values (:employee, :brand, :level, :given_by, :reason, :at)
on conflict (employee) do update set level = excluded.level, given_by = excluded.given_by, reason = excluded.reason,
    at = excluded.at

-- Those of a role who have none yet, and have never had one taken away.
-- name: certification.give_all
insert into certifications (employee, brand, level, given_by, reason, at)
select e.id, e.brand, :level, :given_by, :reason, :at from employees e
where e.brand = :brand and e.role = :role and e.active = 1
    and not exists (select 1 from certifications c where c.employee = e.id)

-- name: certification.levels
select distinct level from certifications where brand = :brand and level <> ''

-- name: certification.progress
select document from first_minutes where brand = :brand and employee = :employee

-- name: certification.save_progress
insert into first_minutes (employee, brand, document, changed_at) values (:employee, :brand, :document, :changed_at)
on conflict (employee) do update set document = excluded.document, changed_at = excluded.changed_at

-- name: certification.people
select e.id, e.name, e.initials, e.role, e.department, coalesce(f.document, ''), coalesce(f.changed_at, 0),
    coalesce(c.level, ''), coalesce(c.given_by, ''), coalesce(c.reason, ''), c.at
from employees e
left join first_minutes f on f.employee = e.id
left join certifications c on c.employee = e.id
where e.brand = :brand and e.active = 1 and e.id > :after order by e.id limit :limit

-- name: certification.found
select f.found from posts p join post_found f on f.post = p.id
where p.conversation = :conversation and p.brand = :brand and p.side = 'customer'
