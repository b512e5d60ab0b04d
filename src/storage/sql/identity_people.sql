-- name: identity.employees_by_email
select {employee_columns} from employees x join brands y on y.id = x.brand where x.email = :email
order by y.created_at, y.id limit 16

-- name: identity.set_session_also
update sessions set also = :also where token_digest = :token_digest returning employee

-- name: identity.same_password
update employees set password_hash = (select f.password_hash from employees f where f.id = :other)
where id = :id

-- name: identity.people
select {employee_columns} from employees x
where x.brand = :brand
    and (:pattern = '' or lower(x.name) like :pattern escape '\' or x.email like :pattern escape '\'
        or lower(x.initials) like :pattern escape '\')
    and (:role = '' or x.role = :role)
    and (:department = '' or x.department = :department)
    and (:active = -1 or x.active = :active)
    and (x.name > :after_name or (x.name = :after_name and x.id > :after_id))
order by x.name, x.id
limit :limit

-- name: identity.people_total
select count(*) from employees x
where x.brand = :brand
    and (:pattern = '' or lower(x.name) like :pattern escape '\' or x.email like :pattern escape '\'
        or lower(x.initials) like :pattern escape '\')
    and (:role = '' or x.role = :role)
    and (:department = '' or x.department = :department)
    and (:active = -1 or x.active = :active)

-- name: identity.other_admins
select count(*) from employees where brand = :brand and role = 'admin' and active = 1 and id <> :id

-- name: identity.end_links_of
delete from links where employee = :employee and used_at is null

-- name: identity.department_is_live
select id from departments where brand = :brand and id = :id and closed = 0

-- name: identity.rename_department
update departments set name_ko = :name_ko, name_en = :name_en
where brand = :brand and id = :id and closed = 0 returning id

-- name: identity.department_use
select (select count(*) from employees where brand = :brand and department = :id),
    (select count(*) from accounts where brand = :brand and department = :id),
    (select count(*) from (select id from conversations where brand = :brand and department = :id limit 1) c)

-- name: identity.move_employees
update employees set department = :successor where brand = :brand and department = :id

-- name: identity.move_accounts
update accounts set department = :successor where brand = :brand and department = :id

-- name: identity.readdress_hand_backs
update conversations set hand_back_to = coalesce(:successor, department)
where brand = :brand and hand_back_to = :id

-- name: identity.close_department
update departments set closed = 1 where brand = :brand and id = :id and closed = 0 returning id

-- name: identity.delete_department
delete from departments where brand = :brand and id = :id returning id

-- name: identity.open_of_department
select id from conversations
where brand = :brand and department = :id and state <> 'answered' and state <> 'closed'
order by last_post_at, id
limit :limit
