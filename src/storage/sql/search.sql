-- name: search.add_post
insert into search_posts (key, brand, post) values (:key, :brand, :post) on conflict (key) do nothing

-- name: search.post_of_key
select post from search_posts where key = :key

-- name: search.remove_post
delete from search_posts where key = :key

-- name: search.add_tokens
insert into search_index (rowid, body)
values (:key, /*sqlite: :body*/ /*postgres: array_to_tsvector(string_to_array(:body, ' '))*/)

-- name: search.remove_tokens
/*sqlite: insert into search_index (search_index, rowid, body) values ('delete', :key, :body)*/
/*postgres: delete from search_index where rowid = :key and body = array_to_tsvector(string_to_array(:body, ' '))*/

-- name: search.optimize
/*sqlite: insert into search_index (search_index) values ('optimize')*/ /*postgres: select 1*/

-- "cross": SQLite reads the index first, in its own order, and sorts nothing.
-- name: search.hits
select s.key, s.post from search_index i cross join search_posts s
where /*sqlite: search_index match :match*/ /*postgres: i.body @@ cast(:match as tsquery)*/
    and i.rowid < :before and s.key = i.rowid and s.brand = :brand
order by i.rowid desc limit :limit

-- name: search.is_hit
select 1 from search_index i
where /*sqlite: search_index match :match*/ /*postgres: i.body @@ cast(:match as tsquery)*/ and i.rowid = :key

-- name: search.newest
select key, post from search_posts where brand = :brand and key < :before order by key desc limit :limit

-- name: search.post
select {post_columns} from posts p where p.id = :id

-- name: search.conversation_of
select conversation from posts where id = :id

-- name: search.none_indexed
select 1 where not exists (select 1 from search_posts) and exists (select 1 from posts)

-- name: search.posts_to_index
select p.id, p.brand, p.posted_at, p.body, p.author_handle from posts p where p.deleted = 0 order by p.posted_at, p.id

-- A piece of what optimize would do at once. The first begins, the second goes on; nothing left: it writes no row.
-- name: search.merge_all
/*sqlite: insert into search_index (search_index, rank) values ('merge', -200)*/ /*postgres: select 1*/

-- name: search.merge_on
/*sqlite: insert into search_index (search_index, rank) values ('merge', 200)*/ /*postgres: select 1*/
