-- An answer that goes out in several posts: which part this is, the parts behind it (JSON), and whether the customer
-- wrote while it left; its images (JSON).
alter table answers add column part bigint not null default 1;
alter table answers add column parts bigint not null default 1;
alter table answers add column rest text not null default '';
alter table answers add column overtaken bigint not null default 0;
alter table answers add column images text not null default '';

-- Pictures for answers. The file is <data>/media/<first two digits>/<digest>; answer: the one that carries it, or ''.
create table media (
    id text primary key,
    brand text not null,
    owner text not null,
    digest text not null,
    type text not null,
    width bigint not null,
    height bigint not null,
    bytes bigint not null,
    answer text not null default '',
    created_at bigint not null
);
create index media_by_digest on media (digest);
create index media_unused on media (created_at) where answer = '';
