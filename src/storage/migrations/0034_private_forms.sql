-- What customers are asked for in private. origin: where it was asked, and where it is again when a merge is undone.
-- sealed: encrypted with the key that is in no backup; '' until given, and after it was erased.
create table private_forms (
    id text primary key,
    brand text not null references brands (id),
    conversation text not null references conversations (id),
    origin text not null,
    asked_by text not null,
    fields text not null,
    lang text not null,
    digest text not null,
    asked_at bigint not null,
    expires_at bigint not null,
    given_at bigint,
    withdrawn_at bigint,
    erase_at bigint,
    erased_at bigint,
    sealed text not null default ''
);
create unique index private_forms_by_digest on private_forms (digest);
create index private_forms_by_conversation on private_forms (conversation, id);
create index private_forms_to_erase on private_forms (erase_at) where erase_at is not null and erased_at is null;
