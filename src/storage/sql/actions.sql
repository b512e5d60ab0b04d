-- What was promised beyond an answer.

-- part: action_columns
a.id, a.brand, a.conversation, a.kind, a.what, a.promised_by, a.owner, a.department, a.promised_at, a.due_at,
a.state, a.overdue_at, a.ended_at, a.ended_by

-- name: desk.action_add
insert into promised_actions (id, brand, conversation, origin, kind, what, promised_by, owner, department,
    promised_at, due_at, asked_at, state)
values (:id, :brand, :conversation, :conversation, :kind, :what, :promised_by, :owner, :department, :promised_at,
    :due_at, :asked_at, 'open')

-- The question behind what is answered by now; parts of a concern that was held are not questions of their own.
-- name: desk.action_question
select opened_at from episodes where conversation = :conversation and held < 2 order by number desc limit 1

-- name: desk.action_change
update promised_actions set overdue_at = case when due_at = :due_at then overdue_at else null end,
    owner = :owner, department = :department, due_at = :due_at where id = :id

-- name: desk.action_end
update promised_actions set state = :state, ended_at = :at, ended_by = :by where id = :id

-- name: desk.action_overdue
update promised_actions set overdue_at = :at where id = :id

-- name: desk.action_what
select what from promised_actions where id = :id

-- name: desk.action_move
update promised_actions set conversation = :to_conversation where conversation = :from_conversation

-- name: desk.action_move_back
update promised_actions set conversation = :conversation where origin = :conversation and conversation = :from_conversation

-- name: desk.action_of_conversation
select {action_columns} from promised_actions a where a.conversation = :conversation
order by case when a.state = 'open' then 0 else 1 end, a.due_at, a.id limit :limit

-- name: desk.action_one
select {action_columns}, c.customer_handle, c.customer_name, c.network from promised_actions a
join conversations c on c.id = a.conversation where a.id = :id and a.brand = :brand

-- name: desk.action_open
select {action_columns}, c.customer_handle, c.customer_name, c.network from promised_actions a
join conversations c on c.id = a.conversation
where a.brand = :brand and a.state = 'open' and a.due_at <= :due_by
    and (:owner = '' or a.owner = :owner) and (:department = '' or a.department = :department)
order by a.due_at, a.id limit :limit

-- name: desk.action_ended
select {action_columns}, c.customer_handle, c.customer_name, c.network from promised_actions a
join conversations c on c.id = a.conversation
where a.brand = :brand and a.state <> 'open'
    and (:owner = '' or a.owner = :owner) and (:department = '' or a.department = :department)
order by a.ended_at desc, a.id desc limit :limit

-- name: desk.action_due
select brand, id, department, owner from promised_actions where state = 'open' and overdue_at is null and due_at <= :now
order by due_at, id limit :limit

-- name: desk.action_next_due
select min(due_at) from promised_actions where state = 'open' and overdue_at is null

-- name: desk.action_follow_up_to
update promised_actions set follow_up_to = :follow_up_to where id = :id

-- name: desk.action_follow_up_offered
update promised_actions set follow_up_to = '' where conversation = :conversation and follow_up_to = :follow_up_to

-- Those whose conversation waits for nobody any more.
-- name: desk.action_follow_ups
select a.brand, a.id, a.department, a.follow_up_to from promised_actions a join conversations c on c.id = a.conversation
where a.follow_up_to <> '' and c.state in ('answered', 'closed') and c.claim_holder is null and c.owed = ''
order by a.id limit :limit

-- name: desk.action_leads
select id, department from employees where brand = :brand and role = 'lead' and active = 1 order by id
