-- name: programme.newest
select version, document, saved_by, saved_at from programmes
where brand = :brand order by version desc limit 1

-- name: programme.save
insert into programmes (brand, version, document, saved_by, saved_at)
values (:brand, :version, :document, :saved_by, :saved_at)

-- name: programme.departments
select id from departments where brand = :brand and closed = 0 order by id
