-- part: answer_columns
a.id, a.brand, a.account, a.conversation, a.author, a.initials, a.body, a.published_body, a.parent,
a.parent_remote_id, a.root_remote_id, a.state, a.public_version_seen, a.idempotency_key, a.submitted_at, a.due_at,
a.attempts, a.send_key, a.send_key_created, a.remote_id, a.url, a.sent_at, a.problem, a.confirmed_stale

-- name: answer.open_of_conversation
select {answer_columns} from answers a
where a.conversation = :conversation and a.state not in ('sent', 'failed', 'cancelled')
order by a.submitted_at, a.id

-- name: answer.save
insert into answers (id, brand, account, conversation, author, initials, body, published_body, parent,
    parent_remote_id, root_remote_id, state, public_version_seen, idempotency_key, submitted_at, due_at, attempts,
    send_key, send_key_created, remote_id, url, sent_at, problem, confirmed_stale)
values (:id, :brand, :account, :conversation, :author, :initials, :body, :published_body, :parent,
    :parent_remote_id, :root_remote_id, :state, :public_version_seen, :idempotency_key, :submitted_at, :due_at,
    :attempts, :send_key, :send_key_created, :remote_id, :url, :sent_at, :problem, :confirmed_stale)
on conflict (id) do update set published_body = excluded.published_body, state = excluded.state,
    due_at = excluded.due_at, attempts = excluded.attempts, send_key = excluded.send_key,
    send_key_created = excluded.send_key_created, remote_id = excluded.remote_id, url = excluded.url,
    sent_at = excluded.sent_at, problem = excluded.problem, confirmed_stale = excluded.confirmed_stale

-- name: answer.by_id
select {answer_columns} from answers a where a.id = :id and a.brand = :brand

-- name: answer.by_idempotency_key
select {answer_columns} from answers a
where a.brand = :brand and a.author = :author and a.idempotency_key = :key and a.idempotency_key <> ''

-- name: answer.by_remote_id
select {answer_columns} from answers a
where a.account = :account and a.remote_id = :remote_id and a.remote_id <> ''

-- name: answer.by_send_key
select {answer_columns} from answers a
where a.account = :account and a.send_key = :key and a.send_key is not null
order by a.submitted_at desc limit 1

-- name: answer.in_flight
select {answer_columns} from answers a
where a.account = :account and a.state in ('sending', 'unknown', 'held')
    and a.parent_remote_id = :parent_remote_id and a.published_body = :published_body
order by a.submitted_at, a.id limit 1

-- name: answer.post
select {post_columns} from posts p where p.id = :id and p.brand = :brand

-- name: answer.save_draft
insert into drafts (brand, conversation, employee, body, saved_at)
values (:brand, :conversation, :employee, :body, :saved_at)
on conflict (brand, conversation, employee) do update set body = excluded.body, saved_at = excluded.saved_at

-- name: answer.remove_draft
delete from drafts where brand = :brand and conversation = :conversation and employee = :employee

-- name: answer.draft
select body, saved_at from drafts where brand = :brand and conversation = :conversation and employee = :employee
