-- name: outbox.due
select {answer_columns} from answers a
where a.account = :account and a.state in ('queued', 'sending', 'unknown') and a.due_at <= :now
order by a.due_at, a.submitted_at, a.id limit :limit

-- name: outbox.next_due
select min(a.due_at) from answers a where a.account = :account and a.state in ('queued', 'sending', 'unknown')

-- name: outbox.lease
select holder, fence, expires_at from sender_leases where account = :account

-- name: outbox.take_lease
insert into sender_leases (account, brand, holder, fence, expires_at)
values (:account, :brand, :holder, :fence, :expires_at)
on conflict (account) do update set holder = excluded.holder, fence = excluded.fence, expires_at = excluded.expires_at

-- name: outbox.brand_of_account
select brand from accounts where id = :account
