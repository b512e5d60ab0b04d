-- Honour (docs/adr/0055). Published tables: the text that the digest is of, and up to where the log was read.
create table honour_tables (
    brand text not null references brands (id),
    season text not null,
    document text not null,
    digest text not null,
    upto_seq bigint not null,
    published_at bigint not null,
    primary key (brand, season)
) /*sqlite: without rowid*/;

-- What people chose about being shown: on boards (from the start they are), by name on the on-duty card (they are not).
create table honour_choices (
    employee text primary key references employees (id),
    brand text not null,
    on_board bigint not null,
    name_on_card bigint not null,
    changed_at bigint not null
);
create index honour_choices_by_brand on honour_choices (brand);
create index satisfaction_by_time on satisfaction (brand_id, at);
