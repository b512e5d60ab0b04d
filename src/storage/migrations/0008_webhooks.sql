-- Webhooks: what other systems are told, and what is on its way to them. events: names, a blank between. told_seq: up to
-- there of the brand's log everything stands in the queue. Boxes are sealed secrets; the former one signs beside the
-- newer one until former_until.
create table webhooks (
    id text primary key,
    brand text not null references brands (id),
    url text not null,
    events text not null,
    secret_box text not null,
    former_box text not null,
    former_until bigint,
    state text not null,
    told_seq bigint not null,
    streak bigint not null,
    failing_since bigint,
    rest_until bigint,
    last_ok_at bigint,
    created_at bigint not null
);
create index webhooks_by_brand on webhooks (brand, id);

-- One message to one webhook; its id is the webhook-id of every attempt. seq: of the event in the log, 0 for a test.
create table webhook_deliveries (
    id text primary key,
    brand text not null,
    webhook text not null,
    event text not null,
    seq bigint not null,
    conversation text not null,
    body text not null,
    state text not null,
    attempts bigint not null,
    due_at bigint not null,
    created_at bigint not null,
    last_at bigint,
    last_status bigint not null,
    last_problem text not null
);
create unique index webhook_deliveries_once on webhook_deliveries (webhook, seq) where seq > 0;
create index webhook_deliveries_due on webhook_deliveries (webhook, state, due_at, id);
create index webhook_deliveries_newest on webhook_deliveries (webhook, id);

-- Erasing. What a conversation keeps afterwards are ids and figures. An erasure is one run: of the retention period, or of
-- one customer at their wish; what is not finished goes on at the next start, behind its place (last_post_at, id).
alter table conversations add column erased_at bigint;
create table erasures (
    id text primary key,
    brand text not null,
    kind text not null,
    employee text not null,
    days bigint not null,
    customer text not null,
    total bigint not null,
    done bigint not null,
    place_at bigint not null,
    place_id text not null,
    created_at bigint not null,
    finished_at bigint
);
create index erasures_by_brand on erasures (brand, created_at);
create index erasures_open on erasures (created_at) where finished_at is null;
