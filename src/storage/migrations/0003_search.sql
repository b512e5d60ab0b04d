-- Saved views.
create table views (
    id text primary key,
    brand text not null,
    owner text not null,
    department text not null,
    name text not null,
    query text not null,
    shared text not null,
    position bigint not null,
    created_at bigint not null
);
create index views_seen on views (brand, position, id);

-- So that a view of what is closed is read in its order.
create index conversations_closed on conversations (brand, last_post_at, id) where state = 'closed';

-- Search. key rises with a post's time; search_index keeps the tokens of posts (model/query/index.hpp) under it.
create table search_posts (
    key bigint primary key,
    brand text not null,
    post text not null
) /*sqlite: without rowid*/;
create /*sqlite: virtual*/ table search_index /*sqlite: using fts5*/ (
    /*sqlite: body, content='', columnsize=0, detail='none', tokenize='ascii tokenchars ''_.-@:'''*/
    /*postgres: rowid bigint primary key, body tsvector not null*/
);
create index search_posts_brand on search_posts (brand, key);
create index /*sqlite: if not exists search_posts_brand on search_posts (brand, key)*/
    /*postgres: search_index_body on search_index using gin (body)*/;
