-- Join links: whoever has one may become an employee of its department. Only a digest of the token is kept.
-- domains: separated by blanks; '' lets every address in. entry: 'confirmed' or 'at_once'.
create table join_links (
    id text primary key,
    brand text not null references brands (id),
    department text not null references departments (id),
    token_digest text not null,
    made_by text not null references employees (id),
    domains text not null,
    entry text not null,
    most bigint,
    made_at bigint not null,
    expires_at bigint not null,
    ended_at bigint
);
create unique index join_links_by_digest on join_links (token_digest);
create index join_links_by_brand on join_links (brand, id);

-- Who came by one. Name, address and password stand here only while somebody has to decide.
-- state: 'waiting', 'joined', 'refused'. receipt_digest: of what the person's browser asks with how it went.
create table joins (
    id text primary key,
    brand text not null references brands (id),
    link text not null references join_links (id),
    department text not null,
    state text not null,
    name text not null,
    email text not null,
    initials text not null,
    password_hash text not null,
    receipt_digest text not null,
    asked_at bigint not null,
    decided_at bigint,
    decided_by text,
    employee text
);
create unique index joins_by_receipt on joins (receipt_digest);
create index joins_by_link on joins (link, state);
create index joins_waiting on joins (brand, asked_at) where state = 'waiting';
