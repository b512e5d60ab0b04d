-- The desk: snooze, tags, notes, notices, merged and split conversations, jobs over many conversations.

alter table conversations add column snoozed_at bigint;
alter table conversations add column snooze_until bigint;
alter table conversations add column snooze_by text;
-- Ids of tags in the order in which they came, a blank between; ids of deleted tags may remain and mean nothing.
alter table conversations add column tags text not null default '';
alter table conversations add column notes bigint not null default 0;
alter table conversations add column merged_into text;
alter table conversations add column splits bigint not null default 0;
create index conversations_snoozed on conversations (brand, last_post_at, id) where state = 'snoozed';
-- A customer across the brand's accounts on a network.
create index conversations_by_customer on conversations (brand, network, customer_remote_id, last_post_at, id);

-- conversations is kept with every change. A deleted tag is off everywhere at once; its rows in tagged stay and
-- mean nothing.
create table tags (
    id text primary key,
    brand text not null references brands (id),
    name text not null,
    folded text not null,
    colour text not null,
    conversations bigint not null,
    deleted bigint not null,
    created_at bigint not null
);
create unique index tags_name on tags (brand, folded) where deleted = 0;
create table tagged (
    brand text not null,
    tag text not null,
    conversation text not null,
    primary key (brand, tag, conversation)
);

-- What employees write to one another about a conversation. kind: note, question, opinion.
create table notes (
    id text primary key,
    brand text not null,
    conversation text not null,
    kind text not null,
    author text not null,
    body text not null,
    at bigint not null,
    edited_at bigint,
    deleted bigint not null,
    mentions text not null,
    asked text,
    answers text
);
create index notes_by_conversation on notes (conversation, at, id);

-- Something that somebody is to see. The words are the note's, or for a hand-off the reason's own.
create table notices (
    brand text not null,
    employee text not null,
    id text not null,
    kind text not null,
    conversation text not null,
    note text,
    by_employee text not null,
    body text not null,
    at bigint not null,
    read_at bigint,
    primary key (employee, id)
);
create index notices_unread on notices (employee, id) where read_at is null;

-- One action over many conversations. What is done with a conversation and that it is done are one transaction.
create table jobs (
    id text primary key,
    brand text not null,
    employee text not null,
    kind text not null,
    payload text not null,
    state text not null,
    total bigint not null,
    created_at bigint not null,
    finished_at bigint
);
create index jobs_open on jobs (created_at, id) where finished_at is null;
create table job_items (
    job text not null,
    position bigint not null,
    brand text not null,
    conversation text not null,
    state text not null,
    problem text not null,
    found text not null,
    made text not null,
    primary key (job, position)
);

-- How many conversations of a department are in the queue: kept like the lists' lengths.
insert into counters (brand, view_name, employee, n)
select brand, 'queue', department, count(*) from conversations where urgency is not null group by brand, department;
