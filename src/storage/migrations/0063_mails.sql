-- Letters to employees: one to one person about one period. state: 'waiting', 'sent', 'empty', 'unwanted', 'failed'.
create table mails (
    id text primary key,
    brand text not null references brands (id),
    employee text not null,
    kind text not null,
    period text not null,
    from_at bigint not null,
    to_at bigint not null,
    state text not null,
    attempts bigint not null,
    problem text not null,
    made_at bigint not null,
    due_at bigint not null,
    ended_at bigint
);
create unique index mails_once on mails (employee, kind, period);
create index mails_due on mails (due_at) where state = 'waiting';
