-- What customers may see of the people who answer: what each chose. Without a row, or not shown: the signature alone.
create table public_cards (
    employee text primary key references employees (id),
    brand text not null references brands (id),
    shown bigint not null,
    name text not null,
    about text not null,
    languages text not null,
    photo text not null,
    changed_at bigint not null
);
create index public_cards_of_brand on public_cards (brand) where shown = 1;
create index public_cards_photo on public_cards (photo) where photo <> '';
