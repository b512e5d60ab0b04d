-- The listening queries of a brand. text_key: of the canonical text; what was tried and marked belongs to it.
create table listening_queries (
    id text primary key,
    brand text not null references brands (id),
    name text not null,
    query text not null,
    canonical text not null,
    text_key text not null,
    purpose text not null,
    colour text not null,
    owner text not null,
    state text not null,
    alert_at_least bigint,
    alert_minutes bigint,
    alerted_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    version bigint not null
);
create index listening_queries_by_brand on listening_queries (brand, id);

-- The newest run of each text that a query had.
create table listening_dry_runs (
    query text not null,
    text_key text not null,
    brand text not null,
    at bigint not null,
    source text not null,
    posts bigint not null,
    found bigint not null,
    primary key (query, text_key)
) /*sqlite: without rowid*/;

-- What people said of posts that a text found. post_key is a digest: no text, no author.
create table listening_marks (
    brand text not null,
    text_key text not null,
    post_key text not null,
    verdict text not null,
    primary key (brand, text_key, post_key)
) /*sqlite: without rowid*/;

-- How much a query found. recent: "h<hour>:<n> m<minute>:<n> ...", since the epoch; only what is still asked for.
create table listening_counts (
    query text primary key,
    brand text not null,
    total bigint not null,
    recent text not null
) /*sqlite: without rowid*/;

-- Which queries found a post, and where: "<query>:<from>-<to>,<from>-<to> <query>: ...", bytes of its text.
create table post_found (
    post text primary key,
    brand text not null,
    found text not null
) /*sqlite: without rowid*/;
