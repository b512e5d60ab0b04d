-- Initials that stand below published answers and whose owner has left or signs otherwise: nobody else's until then
-- (decision 16). free_at: when the answers' retention period is over; the largest number where nothing is erased.
create table former_initials (
    brand text not null references brands (id),
    initials text not null,
    employee text not null,
    free_at bigint not null,
    primary key (brand, initials, employee)
);
