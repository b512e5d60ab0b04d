-- The same person in other brands, whom this session may become: employees' ids, separated by blanks. They proved
-- it with the password of each.
alter table sessions add column also text not null default '';
