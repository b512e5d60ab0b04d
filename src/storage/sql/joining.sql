-- Joining: links, who came by them, invitations that nobody used.

-- part: link_columns
l.id, l.brand, l.department, l.made_by, l.domains, l.entry, l.most, l.made_at, l.expires_at, l.ended_at,
(select count(*) from joins j where j.link = l.id and j.state = 'joined'),
(select count(*) from joins j where j.link = l.id and j.state = 'waiting'),
(select count(*) from employees e join departments d on d.id = l.department
    where e.id = l.made_by and e.active = 1 and d.closed = 0)

-- part: join_columns
j.id, j.brand, j.link, j.department, j.name, j.email, j.initials, j.password_hash, j.receipt_digest, j.asked_at,
(select count(*) from employees e where e.brand = j.brand and e.email = j.email),
(select count(*) from joins o where o.brand = j.brand and o.email = j.email and o.state = 'waiting' and o.id <> j.id)

-- name: joining.add_link
insert into join_links (id, brand, department, token_digest, made_by, domains, entry, most, made_at, expires_at)
values (:id, :brand, :department, :token_digest, :made_by, :domains, :entry, :most, :made_at, :expires_at)

-- name: joining.links
select {link_columns} from join_links l
where l.brand = :brand and l.token_digest not like 'sso:%' and (l.ended_at is null or l.ended_at > :since) and l.expires_at > :since
order by l.made_at desc, l.id desc limit 200

-- name: joining.link
select {link_columns} from join_links l where l.brand = :brand and l.id = :id

-- name: joining.link_by_digest
select {link_columns} from join_links l where l.token_digest = :token_digest

-- name: joining.end_link
update join_links set ended_at = :now where brand = :brand and id = :id and ended_at is null

-- name: joining.taken_initials
select initials from employees where brand = :brand and active = 1
union select initials from former_initials where brand = :brand
union select initials from joins where brand = :brand and state = 'waiting'

-- name: joining.taken_by_others
select initials from employees where brand = :brand and active = 1
union select initials from former_initials where brand = :brand
union select initials from joins where brand = :brand and state = 'waiting' and id <> :id

-- name: joining.email_known
select id from employees where brand = :brand and email = :email

-- name: joining.forget_stale
delete from joins where brand = :brand and state = 'waiting' and asked_at < :stale

-- name: joining.add
insert into joins (id, brand, link, department, state, name, email, initials, password_hash, receipt_digest,
    asked_at, decided_at, employee)
values (:id, :brand, :link, :department, :state, :name, :email, :initials, :password_hash, :receipt_digest,
    :asked_at, :decided_at, :employee)

-- name: joining.waiting
select {join_columns} from joins j where j.brand = :brand and j.state = 'waiting' order by j.asked_at, j.id limit 500

-- name: joining.one_waiting
select {join_columns} from joins j where j.brand = :brand and j.id = :id and j.state = 'waiting'

-- name: joining.decide
update joins set state = :state, name = '', email = '', initials = '', password_hash = '', decided_at = :now,
    decided_by = :decided_by, employee = :employee
where id = :id

-- name: joining.receipt
select state, brand from joins where receipt_digest = :receipt_digest

-- name: joining.open_links
select count(*) from links where employee = :employee and used_at is null

-- name: joining.invitations
select {employee_columns},
    (select max(k.expires_at) from links k where k.employee = x.id and k.used_at is null)
from employees x
where x.brand = :brand and x.active = 1 and x.password_hash = ''
    and not exists (select 1 from links k where k.employee = x.id and k.used_at is not null)
order by x.created_at desc, x.id desc limit :limit
