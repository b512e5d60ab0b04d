-- The second factor.

-- name: second_factor.one
select box, is_on, last_step from second_factors where employee = :employee

-- name: second_factor.begin
insert into second_factors (employee, brand, box)
select x.id, x.brand, :box from employees x where x.id = :employee
on conflict (employee) do update set box = excluded.box, last_step = 0

-- name: second_factor.on
update second_factors set is_on = 1, last_step = :step where employee = :employee

-- name: second_factor.use_step
update second_factors set last_step = :step where employee = :employee and last_step < :step returning employee

-- name: second_factor.end
delete from second_factors where employee = :employee

-- name: second_factor.add_recovery
insert into recovery_codes (employee, brand, digest) select x.id, x.brand, :digest from employees x where x.id = :employee

-- name: second_factor.use_recovery
update recovery_codes set used_at = :now where employee = :employee and digest = :digest and used_at is null
returning employee

-- name: second_factor.recovery_left
select count(*) from recovery_codes where employee = :employee and used_at is null

-- name: second_factor.end_recovery
delete from recovery_codes where employee = :employee
