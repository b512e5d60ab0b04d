-- How somebody wants to be reached. Minutes of the local day. digest: 'never', 'weekly', 'daily'; null: as the brand does it.
create table reach_wishes (
    employee text primary key references employees (id),
    brand text not null references brands (id),
    quiet_from bigint not null,
    quiet_until bigint not null,
    zone text not null,
    lang text not null,
    digest text,
    week_report bigint not null,
    changed_at bigint not null
);

-- Browsers that take pushes. box: the push service's address and the browser's keys, sealed with the key that is in no backup.
create table push_devices (
    id text primary key,
    brand text not null references brands (id),
    employee text not null references employees (id),
    digest text not null,
    service text not null,
    name text not null,
    box text not null,
    made_at bigint not null,
    last_ok_at bigint,
    failures bigint not null,
    rest_until bigint
);
create unique index push_devices_by_digest on push_devices (digest);
create index push_devices_of on push_devices (employee);
create index push_devices_of_brand on push_devices (brand);

-- One question told to one device. question: when its episode opened. state: 'waiting', 'sent', 'gone', 'failed'.
create table nudges (
    id text primary key,
    brand text not null references brands (id),
    employee text not null,
    device text not null,
    conversation text not null,
    question bigint not null,
    state text not null,
    attempts bigint not null,
    made_at bigint not null,
    due_at bigint not null,
    ended_at bigint
);
create unique index nudges_once on nudges (device, conversation, question);
create index nudges_of_question on nudges (conversation, question);
create index nudges_of_person on nudges (employee, made_at);
create index nudges_due on nudges (due_at) where state = 'waiting';
