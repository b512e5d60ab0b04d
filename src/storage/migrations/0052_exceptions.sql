-- Which answer it was asked for: written with it, in one transaction. Empty: from before.
alter table guideline_exceptions add column answer text not null default '';
