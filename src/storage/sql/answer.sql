-- part: answer_columns
a.id, a.brand, a.account, a.conversation, a.author, a.initials, a.body, a.published_body, a.parent,
a.parent_remote_id, a.root_remote_id, a.state, a.public_version_seen, a.idempotency_key, a.submitted_at, a.due_at,
a.attempts, a.send_key, a.send_key_created, a.remote_id, a.url, a.sent_at, a.problem, a.confirmed_stale, a.part,
a.parts, a.rest, a.overtaken, a.images, a.approval, a.holding_until,
a.behind_episode, a.own_post, a.via

-- name: answer.open_of_conversation
select {answer_columns} from answers a
where a.conversation = :conversation and a.state not in ('sent', 'failed', 'cancelled')
order by a.submitted_at, a.id

-- name: answer.save
insert into answers (id, brand, account, conversation, author, initials, body, published_body, parent,
    parent_remote_id, root_remote_id, state, public_version_seen, idempotency_key, submitted_at, due_at, attempts,
    send_key, send_key_created, remote_id, url, sent_at, problem, confirmed_stale, part, parts, rest, overtaken, images,
    approval, holding_until, behind_episode, own_post, via)
values (:id, :brand, :account, :conversation, :author, :initials, :body, :published_body, :parent,
    :parent_remote_id, :root_remote_id, :state, :public_version_seen, :idempotency_key, :submitted_at, :due_at,
    :attempts, :send_key, :send_key_created, :remote_id, :url, :sent_at, :problem, :confirmed_stale, :part,
    :parts, :rest, :overtaken, :images, :approval, :holding_until,
    :behind_episode, :own_post, :via)
on conflict (id) do update set body = excluded.body, published_body = excluded.published_body, state = excluded.state,
    due_at = excluded.due_at, attempts = excluded.attempts, send_key = excluded.send_key,
    send_key_created = excluded.send_key_created, remote_id = excluded.remote_id, url = excluded.url,
    sent_at = excluded.sent_at, problem = excluded.problem, confirmed_stale = excluded.confirmed_stale,
    parts = excluded.parts, rest = excluded.rest, overtaken = excluded.overtaken,
    approval = excluded.approval, behind_episode = excluded.behind_episode

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

-- name: answer.draft_images
select d.media, d.alt from draft_images d
where d.brand = :brand and d.conversation = :conversation and d.employee = :employee order by d.position

-- name: answer.add_draft_image
insert into draft_images (brand, conversation, employee, position, media, alt)
values (:brand, :conversation, :employee, :position, :media, :alt)

-- name: answer.remove_draft_images
delete from draft_images where brand = :brand and conversation = :conversation and employee = :employee

-- part: phrase_columns
h.id, h.brand, h.owner, h.department, h.shared, h.shortcut, h.title, h.text_ko, h.text_en, h.uses, h.created_at,
h.changed_at

-- name: answer.phrases
select {phrase_columns} from phrases h
where h.brand = :brand and (h.reach = '' or h.reach = :employee or h.reach = :department)
order by h.uses desc, h.title, h.id

-- name: answer.phrase
select {phrase_columns} from phrases h where h.id = :id and h.brand = :brand

-- name: answer.phrase_taken
select h.id from phrases h where h.brand = :brand and h.reach = :reach and h.shortcut = :shortcut and h.id <> :id

-- name: answer.save_phrase
insert into phrases (id, brand, owner, department, shared, reach, shortcut, title, text_ko, text_en, uses, created_at,
    changed_at)
values (:id, :brand, :owner, :department, :shared, :reach, :shortcut, :title, :text_ko, :text_en, 0, :created_at,
    :changed_at)
on conflict (id) do update set department = excluded.department, shared = excluded.shared, reach = excluded.reach,
    shortcut = excluded.shortcut, title = excluded.title, text_ko = excluded.text_ko, text_en = excluded.text_en,
    changed_at = excluded.changed_at

-- name: answer.remove_phrase
delete from phrases where id = :id and brand = :brand

-- name: answer.count_phrase_use
update phrases set uses = uses + 1 where id = :id and brand = :brand

-- name: answer.add_media
insert into media (id, brand, owner, digest, type, width, height, bytes, created_at)
values (:id, :brand, :owner, :digest, :type, :width, :height, :bytes, :created_at)

-- name: answer.media
select m.id, m.brand, m.owner, m.digest, m.type, m.width, m.height, m.bytes, m.created_at from media m
where m.id = :id and m.brand = :brand

-- name: answer.carry_media
update media set answer = :answer where id = :id and brand = :brand

-- name: answer.drop_media
update media set answer = '' where answer = :answer and brand = :brand

-- name: answer.unused_media
select m.id, m.digest from media m where m.answer = '' and m.created_at < :made_before
    and not exists (select 1 from draft_images d where d.media = m.id)
    and not exists (select 1 from public_cards k where k.photo = m.id)
order by m.created_at limit :limit

-- name: answer.remove_media
delete from media where id = :id

-- name: answer.media_of_digest
select m.id from media m where m.digest = :digest limit 1

-- name: answer.guidelines
select version, note, saved_by, saved_at, document from guidelines
where brand = :brand order by version desc limit 1

-- name: answer.guidelines_at
select version, note, saved_by, saved_at, document from guidelines where brand = :brand and version = :version

-- name: answer.guideline_versions
select version, note, saved_by, saved_at from guidelines where brand = :brand order by version desc limit 100

-- name: answer.save_guidelines
insert into guidelines (brand, version, document, note, saved_by, saved_at)
values (:brand, :version, :document, :note, :saved_by, :saved_at)

-- name: answer.past
select a.id, a.conversation, a.account, a.author, a.body, a.submitted_at, p.network, p.body
from answers a join posts p on p.id = a.parent
where a.brand = :brand and a.id >= :since and a.body <> ''
order by a.id desc limit :how_many

-- name: answer.note_exception
insert into guideline_exceptions (brand, at, conversation, employee, version, rules, reason, answer)
values (:brand, :at, :conversation, :employee, :version, :rules, :reason, :answer)

-- name: answer.exceptions
select at, conversation, employee, version, rules, reason, answer from guideline_exceptions
where brand = :brand order by at desc limit :how_many

-- name: answer.awaiting
select {answer_columns} from answers a where a.brand = :brand and a.state = 'awaiting_approval'
order by a.submitted_at, a.id limit :how_many

-- name: answer.said_by_customer
select p.body from posts p where p.conversation = :conversation and p.brand = :brand and p.side = 'customer'
    and p.deleted = 0 order by p.posted_at desc, p.id desc limit :how_many

-- name: answer.sent_by
select count(*) from (select a.id from answers a where a.brand = :brand and a.author = :author
    and a.state = 'sent' and a.part = 1 limit :how_many) n

-- name: answer.lanes
select version, note, saved_by, saved_at, document from approval_lanes
where brand = :brand order by version desc limit 1

-- name: answer.lanes_at
select version, note, saved_by, saved_at, document from approval_lanes
where brand = :brand and version = :version

-- name: answer.lane_versions
select version, note, saved_by, saved_at from approval_lanes where brand = :brand order by version desc limit 100

-- name: answer.save_lanes
insert into approval_lanes (brand, version, document, note, saved_by, saved_at)
values (:brand, :version, :document, :note, :saved_by, :saved_at)

-- name: answer.note_moved
insert into approval_checks (brand, changes)
select a.brand, 1 from answers a where a.brand = :brand and a.state = 'awaiting_approval' limit 1
on conflict (brand) do update set changes = approval_checks.changes + 1

-- name: answer.unheard
select brand, changes from approval_checks order by brand

-- name: answer.heard
delete from approval_checks where brand = :brand and changes = :changes

-- name: answer.approvers
select {employee_columns} from employees x where x.brand = :brand and x.active = 1 order by x.id limit :how_many
