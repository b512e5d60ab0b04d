-- The audit log: one chain a brand (model/audit.hpp). Ids, names of states and figures only.

create table audit (
    brand text not null,
    seq bigint not null,
    at bigint not null,
    employee text not null,
    kind text not null,
    source text not null,
    action text not null,
    object_kind text not null,
    object text not null,
    detail text not null,
    digest text not null,
    primary key (brand, seq)
);
create index audit_by_employee on audit (brand, employee, seq);
create index audit_by_time on audit (brand, at);

create table audit_heads (
    brand text primary key,
    seq bigint not null,
    digest text not null
);
