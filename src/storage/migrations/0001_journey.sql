-- The journey of one message. The same text runs on SQLite and PostgreSQL: TEXT and BIGINT only, instants are
-- microseconds UTC, truth is 0 or 1. Brand stands on every row. What is written for every post has no foreign keys.
-- /*sqlite: ...*/ is a comment to PostgreSQL and plain text to SQLite (docs/adr/0014): a table that is read by its key
-- only is stored in that order, without a tree of its own for the rows.

create table brands (
    id text primary key,
    name text not null,
    practice bigint not null,
    created_at bigint not null
);

create table departments (
    id text primary key,
    brand text not null references brands (id),
    name_ko text not null,
    name_en text not null
);
create index departments_by_brand on departments (brand);

create table employees (
    id text primary key,
    brand text not null references brands (id),
    department text not null references departments (id),
    name text not null,
    email text not null,
    initials text not null,
    role text not null,
    active bigint not null,
    settings text not null,
    password_hash text not null default '',
    created_at bigint not null
);
create unique index employees_email on employees (brand, email);
create index employees_by_email on employees (email);
create unique index employees_initials on employees (brand, initials) where active = 1;

create table sessions (
    token_digest text primary key,
    brand text not null,
    employee text not null references employees (id),
    csrf_token text not null,
    created_at bigint not null,
    expires_at bigint not null
);
create index sessions_by_employee on sessions (employee);

create table links (
    token_digest text primary key,
    brand text not null,
    employee text not null references employees (id),
    expires_at bigint not null,
    used_at bigint
);

create table tokens (
    id text primary key,
    brand text not null,
    token_digest text not null unique,
    employee text not null references employees (id),
    name text not null,
    scopes text not null,
    created_at bigint not null,
    revoked_at bigint
);
create index tokens_by_employee on tokens (employee, created_at);

create table accounts (
    id text primary key,
    brand text not null references brands (id),
    department text not null references departments (id),
    network text not null,
    remote_id text not null,
    handle text not null,
    display_name text not null,
    status text not null,
    problem text not null,
    last_listened_at bigint,
    budget_remaining bigint,
    budget_resets_at bigint,
    created_at bigint not null
);
create unique index accounts_remote on accounts (brand, network, remote_id);

-- Apart from the account, so that a list of accounts never carries them; sealed before they come here.
create table account_secrets (
    account text primary key references accounts (id),
    brand text not null,
    settings_box text not null,
    state_box text not null
);

-- One sender per account (promise: never twice).
create table sender_leases (
    account text primary key,
    brand text not null,
    holder text not null,
    fence bigint not null,
    expires_at bigint not null
);

-- Where listening goes on; moves in the transaction that stores the posts.
create table cursors (
    account text primary key,
    brand text not null,
    cursor_text text not null
) /*sqlite: without rowid*/;

create table conversations (
    id text primary key,
    brand text not null,
    account text not null,
    network text not null,
    customer_remote_id text not null,
    customer_handle text not null,
    customer_name text not null,
    customer_followers bigint,
    customer_url text not null,
    root_remote_id text not null,
    lang text not null,
    state text not null,
    department text not null,
    claim_holder text,
    claim_fence bigint,
    claim_since bigint,
    claim_until bigint,
    claim_typed bigint,
    last_fence bigint not null,
    episode_number bigint,
    episode_post text,
    episode_opened_at bigint,
    episode_found_late bigint,
    episode_bands bigint,
    episode_posts bigint,
    next_number bigint,
    next_post text,
    next_opened_at bigint,
    next_found_late bigint,
    next_bands bigint,
    next_posts bigint,
    episodes bigint not null,
    offer_employee text,
    offer_until bigint,
    last_answerer text,
    last_answered_at bigint,
    last_answer_seconds bigint,
    last_customer_post text not null,
    last_customer_post_at bigint not null,
    opened_at bigint not null,
    last_post_at bigint not null,
    excerpt text not null,
    posts bigint not null,
    found_late bigint not null,
    version bigint not null,
    public_version bigint not null,
    -- Kept for the lists: when the system must look again, the place in the queue, the answer that the row shows.
    next_due_at bigint,
    urgency bigint,
    open_answer text,
    attention text,
    attention_answer text
);
-- An account is of one brand: the lists by account or department need no brand in front.
create unique index conversations_identity on conversations (account, root_remote_id, customer_remote_id);
create index conversations_due on conversations (next_due_at) where next_due_at is not null;
create index conversations_queue on conversations (brand, urgency, id) where urgency is not null;
create index conversations_going_out on conversations (brand, last_post_at, id) where state = 'going_out';
create index conversations_attention on conversations (brand, last_post_at, id) where attention is not null;
create index conversations_answered on conversations (brand, last_post_at, id) where state = 'answered';
create index conversations_all on conversations (brand, last_post_at, id);
create index conversations_by_account on conversations (account, last_post_at, id);
create index conversations_by_department on conversations (department, last_post_at, id);
create index conversations_watched on conversations (account, last_post_at)
    where state <> 'answered' and state <> 'closed';

-- Whose desk a conversation lies on: held by, offered to, or going out by that person.
create table mine (
    brand text not null,
    employee text not null,
    last_post_at bigint not null,
    conversation text not null,
    primary key (brand, employee, last_post_at, conversation)
) /*sqlite: without rowid*/;

-- Lengths of the lists, kept with every change and never scanned. employee is '' but for "mine".
create table counters (
    brand text not null,
    view_name text not null,
    employee text not null,
    n bigint not null,
    primary key (brand, view_name, employee)
) /*sqlite: without rowid*/;

create table posts (
    id text primary key,
    brand text not null,
    account text not null,
    conversation text not null,
    network text not null,
    remote_id text not null,
    remote_version text not null,
    parent_remote_id text not null,
    root_remote_id text not null,
    author_remote_id text not null,
    author_handle text not null,
    author_name text not null,
    author_followers bigint,
    author_url text not null,
    body text not null,
    declared_lang text not null,
    created_at bigint,
    indexed_at bigint,
    url text not null,
    media text not null,
    addressed_to_us bigint not null,
    side text not null,
    lang text not null,
    posted_at bigint not null,
    seen_at bigint not null,
    found_late bigint not null,
    edited bigint not null,
    deleted bigint not null,
    answer text
);
create unique index posts_remote on posts (brand, network, remote_id);
create index posts_by_conversation on posts (conversation, posted_at);

create table answers (
    id text primary key,
    brand text not null,
    account text not null,
    conversation text not null,
    author text not null,
    initials text not null,
    body text not null,
    published_body text not null,
    parent text not null,
    parent_remote_id text not null,
    root_remote_id text not null,
    state text not null,
    public_version_seen bigint not null,
    idempotency_key text not null,
    submitted_at bigint not null,
    due_at bigint not null,
    attempts bigint not null,
    send_key text,
    send_key_created bigint,
    remote_id text not null,
    url text not null,
    sent_at bigint,
    problem text not null,
    confirmed_stale bigint not null
);
create unique index answers_idempotency on answers (brand, author, idempotency_key) where idempotency_key <> '';
create index answers_due on answers (account, due_at) where state in ('queued', 'sending', 'unknown');
create index answers_in_flight on answers (account, parent_remote_id) where state in ('sending', 'unknown', 'held');
create index answers_open on answers (conversation, submitted_at);
create index answers_remote on answers (account, remote_id) where remote_id <> '';
create index answers_send_key on answers (account, send_key) where send_key is not null;

create table drafts (
    brand text not null,
    conversation text not null,
    employee text not null,
    body text not null,
    saved_at bigint not null,
    primary key (brand, conversation, employee)
) /*sqlite: without rowid*/;

create table episodes (
    conversation text not null,
    number bigint not null,
    brand text not null,
    account text not null,
    department text not null,
    post text not null,
    opened_at bigint not null,
    found_late bigint not null,
    outcome text not null,
    ended_at bigint,
    answer_post text,
    answer text,
    employee text,
    primary key (conversation, number)
) /*sqlite: without rowid*/;
create index episodes_by_opening on episodes (brand, opened_at);

-- The log: ids and figures only. Words that people wrote for a reason stand in event_texts and can be erased.
create table brand_seq (
    brand text primary key,
    seq bigint not null
) /*sqlite: without rowid*/;

create table events (
    brand text not null,
    seq bigint not null,
    conversation text not null,
    type text not null,
    at bigint not null,
    by_employee text,
    payload text not null,
    primary key (brand, seq)
) /*sqlite: without rowid*/;
create index events_by_conversation on events (conversation, seq);

create table event_texts (
    brand text not null,
    seq bigint not null,
    body text not null,
    primary key (brand, seq)
) /*sqlite: without rowid*/;

-- How far each reader of the log has come.
create table consumers (
    brand text not null,
    consumer text not null,
    seq bigint not null,
    primary key (brand, consumer)
) /*sqlite: without rowid*/;
