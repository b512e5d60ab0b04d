-- Brands in which somebody left, or changed role or department, while answers waited for approval: whoever is next
-- in a lane is told behind it. Written with the change, so that a killed process tells nobody too late.
create table approval_checks (
    brand text not null primary key,
    changes bigint not null
);
