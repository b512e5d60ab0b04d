-- part: audit_columns
a.brand, a.seq, a.at, a.employee, a.kind, a.source, a.action, a.object_kind, a.object, a.detail, a.digest

-- name: audit.head
select seq, digest from audit_heads where brand = :brand

-- name: audit.set_head
insert into audit_heads (brand, seq, digest) values (:brand, :seq, :digest)
on conflict (brand) do update set seq = excluded.seq, digest = excluded.digest

-- name: audit.add
insert into audit (brand, seq, at, employee, kind, source, action, object_kind, object, detail, digest)
values (:brand, :seq, :at, :employee, :kind, :source, :action, :object_kind, :object, :detail, :digest)

-- name: audit.page
select {audit_columns} from audit a
where a.brand = :brand and a.seq < :before and (:action = '' or substr(a.action, 1, length(:action)) = :action)
    and a.at >= :since and a.at < :until
order by a.seq desc limit :n

-- name: audit.page_of_employee
select {audit_columns} from audit a
where a.brand = :brand and a.employee = :employee and a.seq < :before
    and (:action = '' or substr(a.action, 1, length(:action)) = :action) and a.at >= :since and a.at < :until
order by a.seq desc limit :n

-- name: audit.onward
select {audit_columns} from audit a where a.brand = :brand and a.seq > :seq order by a.seq limit :n

-- name: audit.brand_of_employee
select brand from employees where id = :id

-- name: audit.brand_of_account
select brand from accounts where id = :id

-- name: audit.brand_of_session
select brand, employee from sessions where token_digest = :token_digest
