-- Setting up: what a hand-off comes back to, and who gets what (docs/adr/0046).
alter table conversations add column hand_back_to text;
alter table conversations add column hand_back_at bigint;
create index conversations_hand_back on conversations (brand, hand_back_to) where hand_back_to is not null;

-- Hand-off rules and how far the setting-up has come, one document a version; the newest holds.
create table programmes (
    brand text not null references brands (id),
    version bigint not null,
    document text not null,
    saved_by text not null,
    saved_at bigint not null,
    primary key (brand, version)
) /*sqlite: without rowid*/;
