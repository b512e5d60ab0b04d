-- name: reports.episodes
select opened_at, ended_at, outcome, account, department, employee, found_late, held from episodes
where brand = :brand and opened_at >= :from_at and opened_at < :to_at
order by opened_at

-- What is owed, or was: as the episode, but for what became of its real answer.
-- name: reports.held
select opened_at, real_ended_at, real_outcome, account, coalesce(real_department, department), real_employee,
    found_late, held, holdings, missed
from episodes
where brand = :brand and held = 1 and opened_at >= :from_at and opened_at < :to_at
order by opened_at, conversation, number

-- A line for each department that handed a concern on, in order.
-- name: reports.handed
select e.conversation, e.number, s.department, s.until_at, e.opened_at,
    case when e.held = 1 then e.real_ended_at else e.ended_at end,
    case when e.held = 1 then e.real_outcome else e.outcome end, e.account,
    case when e.held = 1 then coalesce(e.real_department, e.department) else e.department end,
    case when e.held = 1 then e.real_employee else e.employee end, e.found_late, e.held
from episodes e join episode_spans s on s.conversation = e.conversation and s.number = e.number
where e.brand = :brand and e.handed = 1 and e.held < 2 and e.opened_at >= :from_at and e.opened_at < :to_at
order by e.opened_at, e.conversation, e.number, s.until_at, s.position

-- name: reports.actions
select a.asked_at, a.ended_at, a.state, c.account, a.department, a.owner
from promised_actions a join conversations c on c.id = a.conversation
where a.brand = :brand and a.asked_at >= :from_at and a.asked_at < :to_at
order by a.asked_at, a.id

-- The newest first; what comes behind a place in that order.
-- name: reports.episode_page
select conversation, number, opened_at, ended_at, outcome, account, department, employee, found_late, held,
    opened_at, real_ended_at, real_outcome, account, coalesce(real_department, department), real_employee, found_late,
    held, holdings, missed
from episodes
where brand = :brand and opened_at >= :from_at and opened_at <= :to_at
    and (opened_at < :to_at or conversation < :behind or (conversation = :behind and number < :behind_number))
order by opened_at desc, conversation desc, number desc

-- name: reports.hours
select department, body from business_hours where brand = :brand

-- name: reports.department_exists
select id from departments where brand = :brand and id = :department

-- name: reports.set_hours
insert into business_hours (brand, department, body, updated_at) values (:brand, :department, :body, :updated_at)
on conflict (brand, department) do update set body = excluded.body, updated_at = excluded.updated_at

-- name: reports.remove_hours
delete from business_hours where brand = :brand and department = :department
