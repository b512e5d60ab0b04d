-- What is learnt of an account: how long an answer is not seen yet (microseconds; null: not measured), and the time of
-- which mentions may be missing until a person has looked.

alter table accounts add column lag_us bigint;
alter table accounts add column gap_from bigint;
alter table accounts add column gap_to bigint;
