-- part: employee_columns
x.id, x.brand, x.department, x.name, x.email, x.initials, x.role, x.active, x.settings, x.created_at

-- part: account_columns
w.id, w.brand, w.department, w.network, w.remote_id, w.handle, w.display_name, w.status, w.problem,
w.last_listened_at, w.budget_remaining, w.budget_resets_at, w.created_at, w.lag_us, w.gap_from, w.gap_to

-- part: token_columns
k.id, k.token_digest, k.employee, k.name, k.scopes, k.created_at, k.revoked_at

-- name: identity.add_brand
insert into brands (id, name, practice, created_at) values (:id, :name, :practice, :created_at)

-- name: identity.brands
select id, name, practice, created_at from brands order by id

-- name: identity.add_department
insert into departments (id, brand, name_ko, name_en) values (:id, :brand, :name_ko, :name_en)

-- name: identity.departments
select id, brand, name_ko, name_en from departments where brand = :brand and closed = 0 order by id

-- name: identity.add_employee
insert into employees (id, brand, department, name, email, initials, role, active, settings, created_at)
values (:id, :brand, :department, :name, :email, :initials, :role, :active, :settings, :created_at)

-- name: identity.update_employee
update employees set department = :department, name = :name, email = :email, initials = :initials, role = :role,
    active = :active, settings = :settings
where id = :id returning id

-- name: identity.email_taken
select id from employees where brand = :brand and email = :email and id <> :id

-- name: identity.initials_taken
select id from employees where brand = :brand and initials = :initials and active = 1 and id <> :id
union select employee from former_initials where brand = :brand and initials = :initials and employee <> :id

-- name: identity.employee
select {employee_columns} from employees x where x.id = :id

-- name: identity.employee_by_email
select {employee_columns} from employees x where x.email = :email order by x.active desc, x.id limit 1

-- name: identity.employees
select {employee_columns} from employees x where x.brand = :brand order by x.name, x.id

-- name: identity.set_password_hash
update employees set password_hash = :hash where id = :id returning id

-- name: identity.password_hash
select password_hash from employees where id = :id

-- name: identity.add_session
insert into sessions (token_digest, brand, employee, csrf_token, created_at, expires_at, also)
select :token_digest, x.brand, x.id, :csrf_token, :created_at, :expires_at, :also from employees x where x.id = :employee
returning employee

-- name: identity.session
select token_digest, employee, csrf_token, created_at, expires_at, also from sessions where token_digest = :token_digest

-- name: identity.end_session
delete from sessions where token_digest = :token_digest

-- name: identity.end_sessions_of
delete from sessions where employee = :employee

-- name: identity.add_link
insert into links (token_digest, brand, employee, expires_at, used_at)
select :token_digest, x.brand, x.id, :expires_at, :used_at from employees x where x.id = :employee
returning employee

-- name: identity.use_link
update links set used_at = :now where token_digest = :token_digest and used_at is null and expires_at > :now
returning token_digest, employee, expires_at, used_at

-- name: identity.add_token
insert into tokens (id, brand, token_digest, employee, name, scopes, created_at, revoked_at)
select :id, x.brand, :token_digest, x.id, :name, :scopes, :created_at, :revoked_at
from employees x where x.id = :employee
returning employee

-- name: identity.token
select {token_columns} from tokens k where k.token_digest = :token_digest

-- name: identity.tokens_of
select {token_columns} from tokens k where k.employee = :employee order by k.created_at, k.id

-- name: identity.revoke_token
update tokens set revoked_at = :now where id = :id and employee = :employee and revoked_at is null returning id

-- name: identity.add_account
insert into accounts (id, brand, department, network, remote_id, handle, display_name, status, problem,
    last_listened_at, budget_remaining, budget_resets_at, created_at)
values (:id, :brand, :department, :network, :remote_id, :handle, :display_name, :status, :problem,
    :last_listened_at, :budget_remaining, :budget_resets_at, :created_at)

-- name: identity.update_account
update accounts set department = :department, remote_id = :remote_id, handle = :handle,
    display_name = :display_name, status = :status, problem = :problem, last_listened_at = :last_listened_at,
    budget_remaining = :budget_remaining, budget_resets_at = :budget_resets_at
where id = :id returning id

-- name: identity.set_account_lag
update accounts set lag_us = :lag where id = :id returning id

-- name: identity.set_account_gap
update accounts set gap_from = :gap_from, gap_to = :gap_to where id = :id returning id

-- name: identity.account_taken
select id from accounts where brand = :brand and network = :network and remote_id = :remote_id and id <> :id

-- name: identity.account
select {account_columns} from accounts w where w.id = :id

-- name: identity.accounts
select {account_columns} from accounts w order by w.created_at, w.id

-- name: identity.save_secret
insert into account_secrets (account, brand, settings_box, state_box)
select w.id, w.brand, :settings_box, :state_box from accounts w where w.id = :account
on conflict (account) do update set settings_box = excluded.settings_box, state_box = excluded.state_box
returning account

-- name: identity.secret
select settings_box, state_box from account_secrets where account = :account

-- name: identity.is_active
select id from employees where id = :id and active = 1
