-- Jobs over many conversations.

-- part: job_columns
j.id, j.brand, j.employee, j.kind, j.payload, j.state, j.total, j.finished_at

-- name: desk.job_add
insert into jobs (id, brand, employee, kind, payload, state, total, created_at)
values (:id, :brand, :employee, :kind, :payload, 'running', :total, :at)

-- name: desk.job_add_item
insert into job_items (job, position, brand, conversation, state, problem, found, made)
values (:job, :position, :brand, :conversation, 'waiting', '', '', '')

-- name: desk.job_one
select {job_columns} from jobs j where j.id = :id and j.brand = :brand

-- name: desk.job_open
select {job_columns} from jobs j where j.finished_at is null order by j.created_at, j.id

-- name: desk.job_results
select conversation, state, problem, case when found = made then 0 else 1 end from job_items where job = :job order by position

-- name: desk.job_counts
select state, count(*) from job_items where job = :job group by state

-- name: desk.job_next_item
select position, conversation from job_items where job = :job and state = :state order by position limit 1

-- name: desk.job_item
select state, found, made from job_items where job = :job and position = :position

-- name: desk.job_settle_item
update job_items set state = :state, problem = :problem, found = :found, made = :made
where job = :job and position = :position

-- name: desk.job_finish
update jobs set state = :state, finished_at = :at where id = :id

-- name: desk.job_begin_undo
update jobs set state = 'undoing', finished_at = null
where id = :id and state = 'done' and finished_at > :finished_since
returning id
