-- Score cards: a change is a new version. body: JSON.
create table quality_cards (
    brand text not null,
    version bigint not null,
    body text not null,
    by_employee text not null,
    at bigint not null,
    primary key (brand, version)
) /*sqlite: without rowid*/;

-- What was drawn, and by what: the same again from the same seed. columns: "language newcomer".
create table quality_rounds (
    id text primary key,
    brand text not null,
    kind text not null,
    state text not null,
    from_at bigint not null,
    to_at bigint not null,
    columns text not null,
    seed text not null,
    confidence bigint not null,
    margin bigint not null,
    expected bigint not null,
    twice_percent bigint not null,
    size bigint,
    newcomer_days bigint not null,
    population bigint not null,
    card bigint not null,
    created_by text not null,
    created_at bigint not null,
    closed_at bigint
);
create index quality_rounds_by_brand on quality_rounds (brand, id);

create table quality_strata (
    round text not null,
    name text not null,
    brand text not null,
    population bigint not null,
    drawn bigint not null,
    primary key (round, name)
) /*sqlite: without rowid*/;

-- The drawn answers. No text of anybody: that is read where it stands. wanted: marks; 0: every auditor's.
create table quality_items (
    round text not null,
    answer text not null,
    brand text not null,
    position bigint not null,
    conversation text not null,
    author text not null,
    department text not null,
    network text not null,
    sent_at bigint not null,
    stratum text not null,
    wanted bigint not null,
    primary key (round, answer)
) /*sqlite: without rowid*/;
create index quality_items_by_author on quality_items (author, round);
create index quality_items_by_conversation on quality_items (conversation);

-- Who has an answer before them, or passed it over (why).
create table quality_picks (
    round text not null,
    answer text not null,
    auditor text not null,
    brand text not null,
    at bigint not null,
    passed text not null,
    primary key (round, answer, auditor)
) /*sqlite: without rowid*/;

-- marks: "accuracy:5 tone:4"; score: hundredths.
create table quality_marks (
    round text not null,
    answer text not null,
    auditor text not null,
    brand text not null,
    card bigint not null,
    marks text not null,
    critical bigint not null,
    score bigint not null,
    note text not null,
    at bigint not null,
    primary key (round, answer, auditor)
) /*sqlite: without rowid*/;

-- marks, critical, score: those that count after the appeal, where it changed them.
create table quality_appeals (
    round text not null,
    answer text not null,
    brand text not null,
    state text not null,
    reason text not null,
    at bigint not null,
    decided_by text not null,
    decided_at bigint,
    decision text not null,
    marks text,
    critical bigint,
    score bigint,
    primary key (round, answer)
) /*sqlite: without rowid*/;
