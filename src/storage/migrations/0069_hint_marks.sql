-- What came of a hint: kind 'used' (it went into an answer; counted_at when that was published) or 'thanked'. Points of
-- help are counted from here. Holds no text: erasing a customer empties the hint's note.
create table hint_marks (
    note text not null,
    kind text not null,
    brand text not null,
    conversation text not null,
    author text not null,
    by_employee text not null,
    at bigint not null,
    counted_at bigint,
    primary key (note, kind)
) /*sqlite: without rowid*/;
create index hint_marks_of_brand on hint_marks (brand, counted_at);
create index hint_marks_of_conversation on hint_marks (conversation);
