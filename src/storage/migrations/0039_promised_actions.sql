-- What was promised beyond an answer. origin: the conversation in which it was promised, and where it is again when a
-- merge is undone. what: a person's text, erased with the conversation's. overdue_at: its alarm was given.
-- asked_at: the question of the concern in which it was promised; the clock until it is done runs from there.
create table promised_actions (
    id text primary key,
    brand text not null references brands (id),
    conversation text not null references conversations (id),
    origin text not null,
    kind text not null,
    what text not null,
    promised_by text not null,
    owner text not null,
    department text not null,
    promised_at bigint not null,
    due_at bigint not null,
    asked_at bigint not null,
    state text not null,
    overdue_at bigint,
    ended_at bigint,
    ended_by text not null default ''
);
create index promised_actions_by_conversation on promised_actions (conversation, id);
create index promised_actions_open on promised_actions (brand, due_at) where state = 'open';
create index promised_actions_ended on promised_actions (brand, ended_at) where state <> 'open';
create index promised_actions_to_alarm on promised_actions (due_at) where state = 'open' and overdue_at is null;
create index promised_actions_by_question on promised_actions (brand, asked_at);
