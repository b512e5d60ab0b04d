-- The log by conversation is read through the first event of each change (docs/adr/0033). span: how many events the
-- change has, 0 behind the first; what was logged before counts as one each.

alter table events add column span bigint not null default 1;
drop index events_by_conversation;
create index events_by_change on events (conversation, seq, span) where span > 0;
