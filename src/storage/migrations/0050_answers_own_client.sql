-- An answer that was given from its author's own client: their own post, and the handle that it came by.
alter table answers add column own_post text not null default '';
alter table answers add column via text not null default '';
