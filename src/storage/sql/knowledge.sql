-- part: tip_columns
t.id, t.brand, t.title, t.text_ko, t.text_en, t.state, t.author, t.proposed_by, t.from_answer, t.from_conversation,
    t.version, (select count(*) from tip_uses u where u.tip = t.id), t.created_at, t.changed_at

-- name: knowledge.tips
select {tip_columns} from tips t
where t.brand = :brand and (case when t.state = 'retired' then 1 else 0 end) = :retired
order by t.changed_at desc, t.id limit :limit

-- name: knowledge.tip
select {tip_columns} from tips t where t.id = :id and t.brand = :brand

-- name: knowledge.tip_count
select count(*) from tips t where t.brand = :brand and t.state <> 'retired'

-- name: knowledge.add_tip
insert into tips (id, brand, title, text_ko, text_en, state, author, proposed_by, from_answer, from_conversation, version,
    created_at, changed_at)
values (:id, :brand, :title, :text_ko, :text_en, :state, :author, :proposed_by, :from_answer, :from_conversation,
    :version, :created_at, :changed_at)

-- name: knowledge.change_tip
update tips set title = :title, text_ko = :text_ko, text_en = :text_en, state = :state, version = :version,
    changed_at = :changed_at
where id = :id and brand = :brand

-- name: knowledge.use_tip
insert into tip_uses (tip, conversation, brand, employee, used_at)
select t.id, c.id, t.brand, :employee, :used_at from tips t join conversations c on c.brand = t.brand
where t.id = :tip and t.brand = :brand and t.state = 'published' and c.id = :conversation
on conflict (tip, conversation) do nothing

-- name: knowledge.answer_source
select a.author, a.conversation from answers a where a.id = :answer and a.brand = :brand and a.state = 'sent'

-- name: knowledge.conversation
select c.id from conversations c where c.id = :conversation and c.brand = :brand

-- name: knowledge.asked
select p.body from posts p
where p.conversation = :conversation and p.brand = :brand and p.side = 'customer' and p.deleted = 0
order by p.posted_at desc, p.id desc limit 1
