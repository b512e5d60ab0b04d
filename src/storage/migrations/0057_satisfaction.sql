-- What customers said of answers: a tap, a reaction, the tone of what they wrote next. counted 0: seen, and left out.
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
