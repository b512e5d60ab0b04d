-- What people have shown to know (docs/adr/0060): derived from the log, can be deleted and read anew. term: "q:<listening
-- query>" or "t:<tag>". thousandths: of answers, decayed, as of last_at.
create table shown_skills (
    brand text not null,
    term text not null,
    employee text not null,
    answers bigint not null,
    thousandths bigint not null,
    last_at bigint not null,
    primary key (brand, term, employee)
) /*sqlite: without rowid*/;
create index shown_skills_of on shown_skills (brand, employee);

create index tagged_of on tagged (conversation);
create index passes_of on passes (conversation, opened_at);
create index nudges_of_brand on nudges (brand, made_at);
