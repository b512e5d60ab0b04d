-- Answers that wait for approval: why, in which lanes, who was told, who approved (JSON; '' for most). Erased with
-- the answer's text.
alter table answers add column approval text not null default '';
create index answers_awaiting on answers (brand, submitted_at, id) where state = 'awaiting_approval';
create index answers_by_author on answers (brand, author) where state = 'sent' and part = 1;

-- Who approves which risk, one document a version; the newest is live.
create table approval_lanes (
    brand text not null references brands (id),
    version bigint not null,
    document text not null,
    note text not null,
    saved_by text not null,
    saved_at bigint not null,
    primary key (brand, version)
) /*sqlite: without rowid*/;
