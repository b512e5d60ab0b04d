-- People, departments, brands and settings as admins keep them.

-- A department that is no more keeps its name for what it did; its people and accounts went to another.
alter table departments add column closed bigint not null default 0;

create index employees_by_name on employees (brand, name, id);

-- What the interface saved, every change a row: the newest holds, older ones say what held before. brand is '' for
-- the whole installation; no content: back to the default.
create table settings (
    brand text not null,
    setting text not null,
    changed_at bigint not null,
    changed_by text not null,
    content text,
    primary key (brand, setting, changed_at)
);
