-- name: reports.episodes
select conversation, number, opened_at, ended_at, outcome, account, department from episodes
where brand = :brand and opened_at >= :from_at and opened_at < :to_at
order by opened_at, conversation, number
