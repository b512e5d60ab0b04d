-- Tips: what one person found out, for everybody who is asked the same.
create table tips (
    id text primary key,
    brand text not null references brands (id),
    title text not null,
    text_ko text not null,
    text_en text not null,
    state text not null,
    author text not null,
    proposed_by text not null,
    from_answer text not null,
    from_conversation text not null,
    version bigint not null,
    created_at bigint not null,
    changed_at bigint not null
);
create index tips_of_brand on tips (brand, changed_at);

-- A tip that went into an answer: once a conversation, by whom first.
create table tip_uses (
    tip text not null references tips (id),
    conversation text not null,
    brand text not null,
    employee text not null,
    used_at bigint not null,
    primary key (tip, conversation)
) /*sqlite: without rowid*/;
