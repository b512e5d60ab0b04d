-- Employees' own accounts on networks, and what they write there for the brand (docs/adr/0051).
-- kind: 'personal', or 'work': its reply to a customer counts as the answer. ended_why: 'self', 'lead', 'inactive'.
create table bindings (
    id text primary key,
    brand text not null references brands (id),
    network text not null,
    remote_id text not null,
    handle text not null,
    employee text not null references employees (id),
    kind text not null,
    bound_at bigint not null,
    ended_at bigint,
    ended_by text,
    ended_why text
);
create unique index bindings_live on bindings (brand, network, remote_id) where ended_at is null;
create index bindings_of on bindings (employee, bound_at);

-- A code that is to stand on the account `handle`. problem: why it has not been bound yet; '' when it may be.
create table binding_wishes (
    id text primary key,
    brand text not null references brands (id),
    network text not null,
    employee text not null references employees (id),
    handle text not null,
    code text not null,
    problem text not null default '',
    made_at bigint not null,
    expires_at bigint not null,
    ended_at bigint
);
create index binding_wishes_of on binding_wishes (employee, made_at);
create index binding_wishes_open on binding_wishes (brand, network, expires_at) where ended_at is null;

-- What a bound person wrote for the brand, each once. state: 'seen', 'taken', 'noted', 'refused'. body: only while seen.
create table own_posts (
    brand text not null references brands (id),
    network text not null,
    remote_id text not null,
    account text not null,
    employee text not null,
    author_remote_id text not null,
    handle text not null,
    url text not null,
    body text not null,
    parent_remote_id text not null,
    posted_at bigint not null,
    seen_at bigint not null,
    state text not null,
    reason text not null default '',
    answer text,
    conversation text,
    decided_at bigint,
    primary key (brand, network, remote_id)
) /*sqlite: without rowid*/;
create index own_posts_seen on own_posts (brand, network, seen_at) where state = 'seen';
create index own_posts_of on own_posts (employee, seen_at);

-- Tags by people who are not bound: how many, nothing else.
create table own_strangers (
    brand text primary key references brands (id),
    n bigint not null
);

-- The short code of an open question; it is over with the question.
create table conversation_codes (
    brand text not null references brands (id),
    code text not null,
    conversation text not null,
    episode bigint not null,
    made_at bigint not null,
    expires_at bigint not null,
    primary key (brand, code)
) /*sqlite: without rowid*/;
create index conversation_codes_of on conversation_codes (conversation, episode);
