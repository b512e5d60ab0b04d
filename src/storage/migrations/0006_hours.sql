-- Business hours as one JSON text (model/business_hours.hpp); department '' is the brand's own row. And the
-- episodes as the reports read them: one index that holds every column they ask for, in the order of time.
create table business_hours (
    brand text not null references brands (id),
    department text not null,
    body text not null,
    updated_at bigint not null,
    primary key (brand, department)
);

create index episodes_figures on episodes
    (brand, opened_at, ended_at, outcome, account, department, employee, found_late);
