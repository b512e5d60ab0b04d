-- What came of hints. A hint is a note of the kind opinion that answers no question.

-- name: desk.hint_marks
select m.note, max(case when m.kind = 'used' then 1 else 0 end), max(case when m.kind = 'thanked' then 1 else 0 end)
from notes n join hint_marks m on m.note = n.id
where n.conversation = :conversation and n.brand = :brand and m.counted_at is not null
group by m.note order by m.note

-- name: desk.hint_thank
insert into hint_marks (note, kind, brand, conversation, author, by_employee, at, counted_at)
values (:note, 'thanked', :brand, :conversation, :author, :by, :at, :at)
on conflict (note, kind) do nothing returning note

-- name: desk.hint_use
insert into hint_marks (note, kind, brand, conversation, author, by_employee, at)
select n.id, 'used', n.brand, n.conversation, n.author, :by, :at from notes n
where n.id = :note and n.brand = :brand and n.conversation = :conversation and n.kind = 'opinion'
    and n.answers is null and n.deleted = 0 and n.author <> :by
on conflict (note, kind) do nothing

-- name: desk.hint_unuse
delete from hint_marks where kind = 'used' and counted_at is null and by_employee = :by and brand = :brand
    and conversation = :conversation

-- Since it was used the conversation may have become part of another: the note says where it is.
-- name: desk.hint_count
update hint_marks set counted_at = :at
where kind = 'used' and counted_at is null
    and by_employee = (select a.author from answers a where a.id = :answer)
    and note in (select n.id from notes n where n.conversation = :conversation and n.deleted = 0)
returning note, author, by_employee

-- name: desk.hint_uncount
delete from hint_marks
where kind = 'used' and counted_at is null
    and by_employee = (select a.author from answers a where a.id = :answer)
    and note in (select n.id from notes n where n.conversation = :conversation)
