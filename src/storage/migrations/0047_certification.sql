-- First minutes and certification (docs/adr/0050). A brand's cards, questions, topics and levels: one document a
-- version, the newest holds.
create table trainings (
    brand text not null references brands (id),
    version bigint not null,
    document text not null,
    saved_by text not null,
    saved_at bigint not null,
    primary key (brand, version)
) /*sqlite: without rowid*/;

-- What somebody may answer in public. level '': it was taken away. given_by '': by finishing the first minutes.
create table certifications (
    employee text primary key references employees (id),
    brand text not null,
    level text not null,
    given_by text not null,
    reason text not null,
    at bigint not null
);
create index certifications_by_brand on certifications (brand, level);

-- How far somebody has come: a document.
create table first_minutes (
    employee text primary key references employees (id),
    brand text not null,
    document text not null,
    changed_at bigint not null
);

-- Whoever is here already goes on answering.
insert into certifications (employee, brand, level, given_by, reason, at)
select id, brand, 'all', '', 'here before', created_at from employees where role = 'employee';
