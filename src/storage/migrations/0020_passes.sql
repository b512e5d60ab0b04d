-- Questions that a person passed on to others. opened_at is the question's: when the customer asks anew, it is another one.
create table passes (
    employee text not null,
    conversation text not null,
    opened_at bigint not null,
    brand text not null,
    primary key (employee, conversation)
) /*sqlite: without rowid*/;
