-- name: reports.episodes
select opened_at, ended_at, outcome, account, department, employee, found_late from episodes
where brand = :brand and opened_at >= :from_at and opened_at < :to_at
order by opened_at

-- The newest first; what comes behind a place in that order.
-- name: reports.episode_page
select conversation, number, opened_at, ended_at, outcome, account, department, employee, found_late from episodes
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
