-- What customers say of answers (docs/adr/0056): ids and figures; their words are in posts.
-- source: 'tap', 'reaction' or 'tone'. counted: 0 for what the brand's own people say.
create table if not exists satisfaction (
    brand_id text not null,
    conversation_id text not null,
    answer_id text not null,
    author_id text not null,
    at bigint not null,
    source text not null,
    good bigint not null,
    counted bigint not null,
    primary key (brand_id, answer_id, source)
);
create index if not exists satisfaction_by_time on satisfaction (brand_id, at);
create index if not exists satisfaction_of_conversation on satisfaction (conversation_id);

-- Links that take one tap. digest: of the token, which stands in the published text only. answer: once tapped.
-- voter: digest of what the browser that tapped was given; it alone may change its mind.
create table thanks_links (
    id text primary key,
    brand text not null references brands (id),
    conversation text not null references conversations (id),
    digest text not null,
    lang text not null,
    made_by text not null,
    made_at bigint not null,
    expires_at bigint not null,
    answer text,
    tapped_at bigint,
    good bigint not null default 0,
    voter text not null default ''
);
create unique index thanks_links_by_digest on thanks_links (digest);
create unique index thanks_links_of_answer on thanks_links (brand, answer) where answer is not null;

-- Complaint, answer, praise by the same author. at: of the praise.
create table turnarounds (
    conversation text primary key,
    brand text not null references brands (id),
    answer text not null,
    complaint text not null,
    at bigint not null,
    counted bigint not null
);
create index turnarounds_by_time on turnarounds (brand, at);

-- Who praised, one row an author: the customer, and others about it.
create table turnaround_praises (
    conversation text not null,
    post text not null,
    brand text not null references brands (id),
    post_conversation text not null,
    by_customer bigint not null,
    followers bigint not null,
    at bigint not null,
    primary key (conversation, post)
);
