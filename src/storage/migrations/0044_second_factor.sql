-- The second factor of an employee: the secret is sealed with the key that is in no backup. last_step: of the newest code
-- that was used; none is taken twice.
create table second_factors (
    employee text primary key references employees (id),
    brand text not null,
    box text not null,
    is_on bigint not null default 0,
    last_step bigint not null default 0
);
create table recovery_codes (
    employee text not null references employees (id),
    brand text not null,
    digest text not null,
    used_at bigint,
    primary key (employee, digest)
);
