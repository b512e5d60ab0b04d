-- The log as it was written, and a conversation as it stands: for whoever replays the one and compares.

-- name: log.after
select e.seq, e.conversation, e.type, e.at, e.by_employee, e.payload
from events e where e.brand = :brand and e.seq > :seq order by e.seq limit :limit
