-- part: query_columns
q.id, q.brand, q.name, q.query, q.canonical, q.text_key, q.purpose, q.colour, q.owner, q.state, q.alert_at_least,
q.alert_minutes, q.alerted_at, q.created_at, q.updated_at, q.version, d.at, d.source, d.posts, d.found,
(select count(*) from listening_marks m
    where m.brand = q.brand and m.text_key = q.text_key and m.verdict = 'ours'),
(select count(*) from listening_marks m
    where m.brand = q.brand and m.text_key = q.text_key and m.verdict = 'noise')

-- name: listening.of_brand
select {query_columns} from listening_queries q
left join listening_dry_runs d on d.query = q.id and d.text_key = q.text_key
where q.brand = :brand order by q.id

-- name: listening.one
select {query_columns} from listening_queries q
left join listening_dry_runs d on d.query = q.id and d.text_key = q.text_key
where q.id = :id and q.brand = :brand

-- name: listening.count
select count(*) from listening_queries where brand = :brand

-- name: listening.add
insert into listening_queries (id, brand, name, query, canonical, text_key, purpose, colour, owner, state, alert_at_least,
    alert_minutes, alerted_at, created_at, updated_at, version)
values (:id, :brand, :name, :query, :canonical, :text_key, :purpose, :colour, :owner, :state, :alert_at_least,
    :alert_minutes, null, :created_at, :updated_at, :version)

-- name: listening.change
update listening_queries set name = :name, query = :query, canonical = :canonical, text_key = :text_key,
    purpose = :purpose, colour = :colour, owner = :owner, state = :state, alert_at_least = :alert_at_least,
    alert_minutes = :alert_minutes, updated_at = :updated_at, version = :version
where id = :id and brand = :brand

-- name: listening.may_own
select e.id from employees e where e.id = :owner and e.brand = :brand and e.active = 1

-- name: listening.remove
delete from listening_queries where id = :id and brand = :brand

-- name: listening.remove_dry_runs
delete from listening_dry_runs where query = :query

-- name: listening.remove_counts
delete from listening_counts where query = :query

-- name: listening.tried
select 1 from listening_dry_runs where query = :query and text_key = :text_key

-- name: listening.keep_dry_run
insert into listening_dry_runs (query, text_key, brand, at, source, posts, found)
values (:query, :text_key, :brand, :at, :source, :posts, :found)
on conflict (query, text_key) do update set at = excluded.at, source = excluded.source, posts = excluded.posts,
    found = excluded.found

-- All but the newest twenty, and the one of its text now.
-- name: listening.forget_dry_runs
delete from listening_dry_runs where query = :query
    and text_key <> (select q.text_key from listening_queries q where q.id = :query)
    and at < (select n.at from listening_dry_runs n where n.query = :query order by n.at desc limit 1 offset 19)

-- name: listening.counts
select query, total, recent from listening_counts where brand = :brand

-- name: listening.save_count
insert into listening_counts (query, brand, total, recent)
select q.id, q.brand, :total, :recent from listening_queries q where q.id = :query and q.brand = :brand
on conflict (query) do update set total = excluded.total, recent = excluded.recent

-- name: listening.alerted
update listening_queries set alerted_at = :at
where id = :id and brand = :brand and state = 'on' and (alerted_at is null or alerted_at <= :before)

-- name: listening.to_alert
select e.id from employees e
where e.brand = :brand and e.active = 1 and (e.id = :owner or e.role = 'lead') order by e.id

-- name: listening.save_found
insert into post_found (post, brand, found) values (:post, :brand, :found)
on conflict (post) do update set found = excluded.found

-- name: listening.remove_found
delete from post_found where post = :post

-- name: listening.found_of_conversation
select f.post, f.found from posts p join post_found f on f.post = p.id where p.conversation = :conversation

-- name: listening.posts
select {post_columns}, coalesce(w.handle, '') from posts p left join accounts w on w.id = p.account
where p.brand = :brand and p.id < :before order by p.id desc limit :limit

-- name: listening.words
select name, colour from listening_queries where id = :id and brand = :brand

-- name: listening.marks
select post_key, verdict from listening_marks where brand = :brand and text_key = :text_key

-- name: listening.mark
insert into listening_marks (brand, text_key, post_key, verdict) values (:brand, :text_key, :post_key, :verdict)
on conflict (brand, text_key, post_key) do update set verdict = excluded.verdict

-- name: listening.unmark
delete from listening_marks where brand = :brand and text_key = :text_key and post_key = :post_key
