-- Each table in the order of its key: what is there when the export begins comes once, whatever happens meanwhile.
-- coalesce: no index by the brand is to be taken, which would sort everything for each page.

-- name: export.conversations
select {conversation_columns} from conversations c where c.id > :after and coalesce(c.brand, '') = :brand order by c.id limit :limit

-- name: export.posts
select {post_columns} from posts p where p.id > :after and coalesce(p.brand, '') = :brand order by p.id limit :limit

-- name: export.answers
select {answer_columns} from answers a where a.id > :after and coalesce(a.brand, '') = :brand order by a.id limit :limit

-- name: export.notes
select {note_columns} from notes n where n.id > :after and coalesce(n.brand, '') = :brand order by n.id limit :limit

-- name: export.episodes
select e.conversation, e.number, e.account, e.department, e.post, e.opened_at, e.found_late, e.outcome, e.ended_at,
    e.answer_post, e.answer, e.employee
from episodes e where (e.conversation, e.number) > (:after, :number) and coalesce(e.brand, '') = :brand
order by e.conversation, e.number limit :limit
