-- Who is paid by the hour (docs/adr/0059), and when they are on shift. Shifts of one person never overlap.
create table hourly_staff (
    employee text primary key,
    brand text not null references brands (id),
    since bigint not null
);
create index hourly_staff_by_brand on hourly_staff (brand);

create table shifts (
    id text primary key,
    brand text not null references brands (id),
    employee text not null,
    begins_at bigint not null,
    ends_at bigint not null
);
create index shifts_of_employee on shifts (employee, ends_at, begins_at);
create index shifts_by_time on shifts (brand, ends_at);
