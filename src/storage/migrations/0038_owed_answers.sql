-- Holding answers and the clock of the real answer (docs/adr/0044).
-- owed: what is owed and what was let go when it was closed, as JSON; '' for nearly all.
alter table conversations add column owed text not null default '';
alter table answers add column holding_until bigint;
alter table answers add column behind_episode bigint not null default 0;

-- held: 0 the first answer is the real one; 1 a real answer is (or was) owed, the real_ columns say what became of
-- it; 2 the question came while the answer to an earlier one was owed, which counts it. real_outcome: open, answered,
-- dropped (closed), taken_back. missed: how many promises passed. handed: it changed departments on its way.
alter table episodes add column held bigint not null default 0;
alter table episodes add column real_outcome text not null default 'open';
alter table episodes add column real_ended_at bigint;
alter table episodes add column real_employee text;
alter table episodes add column real_department text;
alter table episodes add column holdings bigint not null default 0;
alter table episodes add column missed bigint not null default 0;
alter table episodes add column handed bigint not null default 0;
drop index episodes_figures;
create index episodes_figures on episodes
    (brand, opened_at, ended_at, outcome, account, department, employee, found_late, held);
create index episodes_held on episodes (brand, opened_at) where held = 1;
create index episodes_handed on episodes (brand, opened_at) where handed = 1;

-- A concern's departments until it was handed on, in order: each from the one before (the first from the question on)
-- to until_at. The last department has no row: it is the episode's.
create table episode_spans (
    conversation text not null,
    number bigint not null,
    until_at bigint not null,
    position bigint not null,
    brand text not null,
    department text not null,
    primary key (conversation, number, until_at, position)
);
