-- Private forms: what customers are asked for beside the thread.

-- part: form_columns
f.id, f.brand, f.conversation, f.asked_by, f.fields, f.lang, f.digest, f.asked_at, f.expires_at, f.given_at,
f.withdrawn_at, f.erase_at, f.erased_at

-- name: desk.form_add
insert into private_forms (id, brand, conversation, origin, asked_by, fields, lang, digest, asked_at, expires_at)
values (:id, :brand, :conversation, :conversation, :asked_by, :fields, :lang, :digest, :asked_at, :expires_at)

-- name: desk.form_give
update private_forms set sealed = :sealed, given_at = :at, erase_at = :erase_at where id = :id

-- name: desk.form_withdraw
update private_forms set sealed = '', withdrawn_at = :at, erase_at = null where id = :id

-- name: desk.form_move
update private_forms set conversation = :to_conversation where conversation = :from_conversation

-- name: desk.form_move_back
update private_forms set conversation = :conversation where origin = :conversation and conversation = :from_conversation

-- name: desk.form_of_conversation
select {form_columns} from private_forms f where f.conversation = :conversation order by f.id desc limit :limit

-- name: desk.form_one
select {form_columns}, f.sealed from private_forms f where f.id = :id and f.brand = :brand

-- name: desk.form_by_digest
select {form_columns}, coalesce(w.handle, '') from private_forms f
join conversations c on c.id = f.conversation left join accounts w on w.id = c.account where f.digest = :digest

-- name: desk.form_erase_due
update private_forms set sealed = '', erased_at = :now where erase_at <= :now and erased_at is null
