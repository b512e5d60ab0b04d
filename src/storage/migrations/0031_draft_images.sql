-- The pictures of an answer that is being written, in order. A picture that a draft names is kept.

create table draft_images (
    brand text not null,
    conversation text not null,
    employee text not null,
    position bigint not null,
    media text not null,
    alt text not null,
    primary key (brand, conversation, employee, position)
) /*sqlite: without rowid*/;
create index draft_images_media on draft_images (media);
