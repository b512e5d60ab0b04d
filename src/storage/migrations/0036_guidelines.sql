-- Guidelines, one document a version; the newest is live. document: JSON, as model-data/guidelines.json.
create table guidelines (
    brand text not null references brands (id),
    version bigint not null,
    document text not null,
    note text not null,
    saved_by text not null,
    saved_at bigint not null,
    primary key (brand, version)
) /*sqlite: without rowid*/;

-- Answers that were wanted although a rule blocks them. rules: ids, a blank between. reason: erased with the
-- conversation's texts.
create table guideline_exceptions (
    brand text not null,
    at bigint not null,
    conversation text not null,
    employee text not null,
    version bigint not null,
    rules text not null,
    reason text not null
);
create index guideline_exceptions_by_brand on guideline_exceptions (brand, at);
create index guideline_exceptions_by_conversation on guideline_exceptions (conversation);
