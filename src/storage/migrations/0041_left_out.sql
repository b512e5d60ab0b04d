-- Posts that a network told and that could not be taken in. told: the post's text, or all that was told of it.
create table left_out (
    id text primary key,
    brand text not null references brands (id),
    account text not null references accounts (id),
    remote_id text not null,
    author_remote_id text not null,
    url text not null,
    told text not null,
    cause text not null,
    found_at bigint not null,
    seen_at bigint
);
create index left_out_open on left_out (brand, found_at desc, id desc) where seen_at is null;
create index left_out_old on left_out (found_at);
