-- Phrases: texts kept for using again. reach: whose shortcuts must differ: '' for the brand, the department, the person.
create table phrases (
    id text primary key,
    brand text not null,
    owner text not null,
    department text not null,
    shared text not null,
    reach text not null,
    shortcut text not null,
    title text not null,
    text_ko text not null,
    text_en text not null,
    uses bigint not null,
    created_at bigint not null,
    changed_at bigint not null
);
create unique index phrases_shortcut on phrases (brand, reach, shortcut);
