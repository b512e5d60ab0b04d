-- The provider with which a brand signs in (OpenID Connect). secret_box: the client's secret, sealed with the key that is in
-- no backup. group_rules: JSON, [{"group", "role"?, "department"?}]. newcomers: 'refused', 'confirmed', 'at_once'.
create table sso_providers (
    brand text primary key references brands (id),
    issuer text not null,
    client_id text not null,
    secret_box text not null,
    scopes text not null,
    email_claim text not null,
    name_claim text not null,
    groups_claim text not null,
    group_rules text not null,
    newcomers text not null,
    department text not null,
    trust_email bigint not null,
    password_allowed bigint not null,
    changed_by text not null references employees (id),
    changed_at bigint not null
);

-- Whom a provider calls by which name. refresh_box: what the provider is asked with whether they are still here, sealed; ''
-- when it is not asked. cut_at: since when they are off because it said so.
create table sso_people (
    brand text not null references brands (id),
    issuer text not null,
    subject text not null,
    employee text not null references employees (id),
    refresh_box text not null default '',
    ask_at bigint not null default 0,
    failures bigint not null default 0,
    cut_at bigint,
    linked_at bigint not null,
    primary key (brand, issuer, subject)
);
create unique index sso_people_by_employee on sso_people (employee, issuer);
create index sso_people_due on sso_people (ask_at) where refresh_box <> '';
