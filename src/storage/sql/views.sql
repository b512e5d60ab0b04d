-- part: view_columns
v.id, v.brand, v.owner, v.department, v.name, v.query, v.shared, v.position, v.created_at

-- name: views.save
insert into views (id, brand, owner, department, name, query, shared, position, created_at)
values (:id, :brand, :owner, :department, :name, :query, :shared, :position, :created_at)
on conflict (id) do update set name = excluded.name, query = excluded.query, shared = excluded.shared,
    position = excluded.position

-- name: views.remove
delete from views where id = :id

-- name: views.one
select {view_columns} from views v where v.id = :id and v.brand = :brand

-- name: views.seen
select {view_columns} from views v
where v.brand = :brand and (v.owner = :employee or v.shared = 'brand'
    or (v.shared = 'department' and v.department = :department))
order by v.position, v.id limit 200

-- name: views.employees_by_initials
select id from employees where brand = :brand and (initials = :initials or initials = :upper)

-- name: views.accounts_by_handle
select id from accounts where brand = :brand and (id = :handle or handle = :handle)

-- name: views.page_closed
select {row_columns}, c.last_post_at from conversations c {row_joins}
where c.brand = :brand and c.state = 'closed' and (c.last_post_at, c.id) < (:key, :id) and {row_filter}
order by c.last_post_at desc, c.id desc limit :limit

-- name: views.tags_by_name
select id from tags where brand = :brand and deleted = 0 and (folded = :folded or id = :name)

-- name: views.tagged
select conversation from tagged where brand = :brand and tag = :tag limit :limit

-- name: views.author_of
select author_handle from posts where brand = :brand and network = :network and remote_id = :remote_id
