-- A promise kept while something else waited: whom its follow-up is offered to when that is answered by somebody else.
alter table promised_actions add column follow_up_to text not null default '';
create index promised_actions_follow_up on promised_actions (brand, conversation) where follow_up_to <> '';
