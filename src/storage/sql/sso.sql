-- Signing in with the company's own provider.

-- name: sso.providers
select brand, issuer, client_id, secret_box, scopes, email_claim, name_claim, groups_claim, group_rules, newcomers,
    department, trust_email, password_allowed
from sso_providers order by brand

-- name: sso.save
insert into sso_providers (brand, issuer, client_id, secret_box, scopes, email_claim, name_claim, groups_claim,
    group_rules, newcomers, department, trust_email, password_allowed, changed_by, changed_at)
values (:brand, :issuer, :client_id, :secret_box, :scopes, :email_claim, :name_claim, :groups_claim,
    :group_rules, :newcomers, :department, :trust_email, :password_allowed, :changed_by, :changed_at)
on conflict (brand) do update set issuer = excluded.issuer, client_id = excluded.client_id,
    secret_box = excluded.secret_box, scopes = excluded.scopes, email_claim = excluded.email_claim,
    name_claim = excluded.name_claim, groups_claim = excluded.groups_claim, group_rules = excluded.group_rules,
    newcomers = excluded.newcomers, department = excluded.department, trust_email = excluded.trust_email,
    password_allowed = excluded.password_allowed, changed_by = excluded.changed_by, changed_at = excluded.changed_at

-- name: sso.end
delete from sso_providers where brand = :brand returning issuer

-- name: sso.forget_tokens
update sso_people set refresh_box = '' where brand = :brand

-- name: sso.changed_by
select changed_by from sso_providers where brand = :brand

-- name: sso.linked
select {employee_columns}, p.cut_at from sso_people p join employees x on x.id = p.employee
where p.brand = :brand and p.issuer = :issuer and p.subject = :subject

-- name: sso.same_email
select {employee_columns} from employees x where x.brand = :brand and x.email = :email

-- name: sso.taken
select subject from sso_people where employee = :employee and issuer = :issuer and subject <> :subject

-- name: sso.waiting
select id from joins where brand = :brand and email = :email and state = 'waiting' and password_hash = ''

-- name: sso.link
insert into sso_people (brand, issuer, subject, employee, linked_at) values (:brand, :issuer, :subject, :employee, :linked_at)

-- name: sso.back
update sso_people set cut_at = null where employee = :employee and issuer = :issuer

-- name: sso.keep_refresh
update sso_people set refresh_box = :box, ask_at = :ask_at, failures = 0 where employee = :employee and cut_at is null

-- name: sso.due
select p.brand, p.employee, p.issuer, p.refresh_box, p.failures from sso_people p
where p.refresh_box <> '' and p.ask_at <= :now
    and exists (select 1 from sessions s where s.employee = p.employee and s.expires_at > :now)
order by p.ask_at limit :limit

-- name: sso.next
select min(p.ask_at) from sso_people p
where p.refresh_box <> '' and exists (select 1 from sessions s where s.employee = p.employee and s.expires_at > :now)

-- name: sso.asked
update sso_people set refresh_box = :box, failures = :failures, ask_at = :ask_at
where employee = :employee and issuer = :issuer and refresh_box = :before

-- name: sso.cut
update sso_people set refresh_box = '', cut_at = :now
where employee = :employee and issuer = :issuer and refresh_box = :before
returning employee

-- name: sso.hidden_link
select id from join_links where token_digest = :token_digest

-- name: sso.make_hidden_link
insert into join_links (id, brand, department, token_digest, made_by, domains, entry, most, made_at, expires_at)
values (:id, :brand, :department, :token_digest, :made_by, '', 'confirmed', null, :made_at, :made_at)
