-- part: conversation_columns
c.id, c.brand, c.account, c.network, c.customer_remote_id, c.customer_handle, c.customer_name, c.customer_followers,
c.customer_url, c.root_remote_id, c.lang, c.state, c.department, c.claim_holder, c.claim_fence, c.claim_since,
c.claim_until, c.claim_typed, c.last_fence, c.episode_number, c.episode_post, c.episode_opened_at,
c.episode_found_late, c.episode_bands, c.episode_posts, c.next_number, c.next_post, c.next_opened_at,
c.next_found_late, c.next_bands, c.next_posts, c.episodes, c.offer_employee, c.offer_until, c.last_answerer,
c.last_answered_at, c.last_answer_seconds, c.last_customer_post, c.last_customer_post_at,
c.opened_at, c.last_post_at, c.excerpt, c.posts,
c.found_late, c.version, c.public_version, c.attention, c.attention_answer, c.snoozed_at, c.snooze_until,
c.snooze_by, c.tags, c.notes, c.merged_into, c.splits, c.owed, c.hand_back_to, c.hand_back_at

-- part: post_columns
p.id, p.brand, p.account, p.conversation, p.network, p.remote_id, p.remote_version, p.parent_remote_id,
p.root_remote_id, p.author_remote_id, p.author_handle, p.author_name, p.author_followers, p.author_url, p.body,
p.declared_lang, p.created_at, p.indexed_at, p.url, p.media, p.addressed_to_us, p.side, p.lang, p.posted_at,
p.seen_at, p.found_late, p.edited, p.deleted, p.answer

-- name: route.load_conversation
select {conversation_columns} from conversations c where c.id = :id and c.brand = :brand

-- name: route.insert_conversation
insert into conversations (id, brand, account, network, customer_remote_id, customer_handle, customer_name,
    customer_followers, customer_url, root_remote_id, department, last_post_at, urgency, lang, state,
    claim_holder, claim_fence, claim_since, claim_until, claim_typed, last_fence, episode_number, episode_post,
    episode_opened_at, episode_found_late, episode_bands, episode_posts, next_number, next_post, next_opened_at,
    next_found_late, next_bands, next_posts, episodes, offer_employee, offer_until, last_answerer,
    last_answered_at, last_answer_seconds, last_customer_post, last_customer_post_at, opened_at, excerpt, posts,
    found_late, version, public_version, snoozed_at, snooze_until, snooze_by, tags, notes, merged_into, splits,
    owed, hand_back_to, hand_back_at, next_due_at, open_answer, attention, attention_answer)
values (:id, :brand, :account, :network, :customer_remote_id, :customer_handle, :customer_name,
    :customer_followers, :customer_url, :root_remote_id, :department, :last_post_at, :urgency, :lang, :state,
    :claim_holder, :claim_fence, :claim_since, :claim_until, :claim_typed, :last_fence, :episode_number,
    :episode_post, :episode_opened_at, :episode_found_late, :episode_bands, :episode_posts, :next_number,
    :next_post, :next_opened_at, :next_found_late, :next_bands, :next_posts, :episodes, :offer_employee,
    :offer_until, :last_answerer, :last_answered_at, :last_answer_seconds, :last_customer_post,
    :last_customer_post_at, :opened_at, :excerpt, :posts, :found_late, :version, :public_version, :snoozed_at,
    :snooze_until, :snooze_by, :tags, :notes, :merged_into, :splits, :owed, :hand_back_to, :hand_back_at,
    :next_due_at, :open_answer, :attention, :attention_answer)

-- What no list is kept in the order of: SQLite writes every index anew of which an update names a column, whether
-- its value changes or not.
-- name: route.update_conversation
update conversations set customer_handle = :customer_handle, customer_name = :customer_name,
    customer_followers = :customer_followers, customer_url = :customer_url, lang = :lang, state = :state,
    claim_holder = :claim_holder, claim_fence = :claim_fence, claim_since = :claim_since,
    claim_until = :claim_until, claim_typed = :claim_typed, last_fence = :last_fence,
    episode_number = :episode_number, episode_post = :episode_post, episode_opened_at = :episode_opened_at,
    episode_found_late = :episode_found_late, episode_bands = :episode_bands,
    episode_posts = :episode_posts, next_number = :next_number, next_post = :next_post,
    next_opened_at = :next_opened_at, next_found_late = :next_found_late, next_bands = :next_bands,
    next_posts = :next_posts, episodes = :episodes,
    offer_employee = :offer_employee, offer_until = :offer_until, last_answerer = :last_answerer,
    last_answered_at = :last_answered_at, last_answer_seconds = :last_answer_seconds,
    last_customer_post = :last_customer_post, last_customer_post_at = :last_customer_post_at,
    opened_at = :opened_at, excerpt = :excerpt, posts = :posts, found_late = :found_late, version = :version,
    public_version = :public_version, snoozed_at = :snoozed_at, snooze_until = :snooze_until,
    snooze_by = :snooze_by, tags = :tags, notes = :notes, merged_into = :merged_into, splits = :splits,
    owed = :owed, hand_back_to = :hand_back_to, hand_back_at = :hand_back_at, next_due_at = :next_due_at, open_answer = :open_answer, attention = :attention, attention_answer = :attention_answer
where id = :id

-- name: route.move_in_queue
update conversations set urgency = :urgency where id = :id

-- name: route.move_in_lists
update conversations set department = :department, last_post_at = :last_post_at where id = :id

-- name: route.find_conversation
select id from conversations where brand = :brand and customer_remote_id = :customer_remote_id
    and account = :account and root_remote_id = :root_remote_id

-- name: route.find_post
select {post_columns} from posts p where p.brand = :brand and p.network = :network and p.remote_id = :remote_id

-- name: route.insert_post
insert into posts (id, brand, account, conversation, network, remote_id, remote_version, parent_remote_id,
    root_remote_id, author_remote_id, author_handle, author_name, author_followers, author_url, body, declared_lang,
    created_at, indexed_at, url, media, addressed_to_us, side, lang, posted_at, seen_at, found_late, edited, deleted,
    answer)
values (:id, :brand, :account, :conversation, :network, :remote_id, :remote_version, :parent_remote_id,
    :root_remote_id, :author_remote_id, :author_handle, :author_name, :author_followers, :author_url, :body,
    :declared_lang, :created_at, :indexed_at, :url, :media, :addressed_to_us, :side, :lang, :posted_at, :seen_at,
    :found_late, :edited, :deleted, :answer)
on conflict (brand, network, remote_id) do nothing

-- name: route.claim_post
update posts set answer = :answer where brand = :brand and network = :network and remote_id = :remote_id

-- name: route.edit_post
update posts set body = :body, remote_version = :remote_version, edited = 1 where id = :id

-- name: route.delete_post
update posts set deleted = 1 where id = :id

-- name: route.open_episode
insert into episodes (conversation, number, brand, account, department, post, opened_at, found_late, outcome, held)
values (:conversation, :number, :brand, :account, :department, :post, :opened_at, :found_late, 'open', :held)
on conflict (conversation, number) do update set post = excluded.post, opened_at = excluded.opened_at,
    found_late = excluded.found_late, held = excluded.held

-- name: route.end_episode
update episodes set outcome = :outcome, ended_at = :ended_at, answer_post = :answer_post, answer = :answer,
    employee = :employee
where conversation = :conversation and number = :number

-- name: route.move_episode
update episodes set department = :department where conversation = :conversation and outcome = 'open'

-- name: route.count
insert into counters (brand, view_name, employee, n) values (:brand, :view, :employee, :n)
on conflict (brand, view_name, employee) do update set n = counters.n + excluded.n

-- name: route.add_mine
insert into mine (brand, employee, last_post_at, conversation) values (:brand, :employee, :last_post_at, :conversation)

-- name: route.remove_mine
delete from mine where brand = :brand and employee = :employee and last_post_at = :last_post_at
    and conversation = :conversation

-- name: route.take_seq
insert into brand_seq (brand, seq) values (:brand, :n)
on conflict (brand) do update set seq = brand_seq.seq + excluded.seq returning seq

-- name: route.add_event
insert into events (brand, seq, conversation, type, at, by_employee, payload, span)
values (:brand, :seq, :conversation, :type, :at, :by, :payload, :span)

-- A delivery's log is written at its end, so many lines at once (docs/adr/0040).
-- name: route.add_events
insert into events (brand, seq, conversation, type, at, by_employee, payload, span)
values
    (:brand, :seq_1, :conversation_1, :type_1, :at_1, :by_1, :payload_1, :span_1),
    (:brand, :seq_2, :conversation_2, :type_2, :at_2, :by_2, :payload_2, :span_2),
    (:brand, :seq_3, :conversation_3, :type_3, :at_3, :by_3, :payload_3, :span_3),
    (:brand, :seq_4, :conversation_4, :type_4, :at_4, :by_4, :payload_4, :span_4),
    (:brand, :seq_5, :conversation_5, :type_5, :at_5, :by_5, :payload_5, :span_5),
    (:brand, :seq_6, :conversation_6, :type_6, :at_6, :by_6, :payload_6, :span_6),
    (:brand, :seq_7, :conversation_7, :type_7, :at_7, :by_7, :payload_7, :span_7),
    (:brand, :seq_8, :conversation_8, :type_8, :at_8, :by_8, :payload_8, :span_8),
    (:brand, :seq_9, :conversation_9, :type_9, :at_9, :by_9, :payload_9, :span_9),
    (:brand, :seq_10, :conversation_10, :type_10, :at_10, :by_10, :payload_10, :span_10),
    (:brand, :seq_11, :conversation_11, :type_11, :at_11, :by_11, :payload_11, :span_11),
    (:brand, :seq_12, :conversation_12, :type_12, :at_12, :by_12, :payload_12, :span_12)

-- name: route.add_event_text
insert into event_texts (brand, seq, body) values (:brand, :seq, :body)

-- name: route.save_cursor
insert into cursors (account, brand, cursor_text) values (:account, :brand, :cursor)
on conflict (account) do update set cursor_text = excluded.cursor_text

-- name: route.cursor
select cursor_text from cursors where account = :account

-- part: left_out_columns
l.id, l.brand, l.account, l.remote_id, l.url, l.told, l.cause, l.found_at

-- name: route.leave_out
insert into left_out (id, brand, account, remote_id, author_remote_id, url, told, cause, found_at)
values (:id, :brand, :account, :remote_id, :author_remote_id, :url, :told, :cause, :at)
on conflict (id) do nothing

-- name: route.left_out
select {left_out_columns} from left_out l where l.brand = :brand and l.seen_at is null
order by l.found_at desc, l.id desc limit :limit

-- name: route.left_out_seen
update left_out as l set seen_at = :at where l.brand = :brand and l.id = :id and l.seen_at is null
returning id, brand, account, remote_id, url, told, cause, found_at

-- name: route.erase_left_out
delete from left_out where found_at < :before

-- name: route.watched
select p.remote_id
from (select id, last_post_at from conversations
      where account = :account and state <> 'answered' and state <> 'closed'
      order by last_post_at desc limit :limit) c
join posts p on p.conversation = c.id
where p.side = 'customer' and p.deleted = 0
order by p.posted_at desc, p.id desc limit :limit

-- name: route.due
select brand, id, next_due_at from conversations where next_due_at is not null and next_due_at <= :now
order by next_due_at, id limit :limit

-- name: route.next_due
select min(next_due_at) from conversations where next_due_at is not null
