-- name: owed.begin
update episodes set held = 1, real_outcome = 'open', real_ended_at = null, real_employee = null,
    real_department = :department, holdings = :holdings, missed = :missed
where conversation = :conversation and number = :number

-- name: owed.mark
update episodes set held = :held where conversation = :conversation and number = :number

-- name: owed.end
update episodes set real_outcome = :outcome, real_ended_at = :ended_at, real_employee = :employee
where conversation = :conversation and number = :number

-- name: owed.missed
update episodes set missed = missed + 1 where conversation = :conversation and number = :number

-- name: owed.add_span
insert into episode_spans (conversation, number, until_at, position, brand, department)
values (:conversation, :number, :until_at, :position, :brand, :department)
on conflict (conversation, number, until_at, position) do nothing

-- name: owed.handed
update episodes set handed = 1, real_department = :department where conversation = :conversation and number = :number

-- name: owed.restore
update episodes set held = :held,
    handed = case when exists (select 1 from episode_spans s where s.conversation = :conversation
        and s.number = :number) then 1 else 0 end
where conversation = :conversation and number = :number

-- name: owed.is_active
select id from employees where brand = :brand and id = :id and active = 1

-- name: owed.leads_of_department
select id from employees where brand = :brand and department = :department and role = 'lead' and active = 1
order by id

-- name: owed.leads_of_brand
select id from employees where brand = :brand and role in ('lead', 'admin') and active = 1 order by id
