-- What customers may see of the people who answer. Public ones: of active people, at the moment they are asked for.

-- part: public_card_columns
e.id, e.initials, coalesce(k.shown, 0), coalesce(k.name, ''), coalesce(k.about, ''), coalesce(k.languages, ''),
coalesce(k.photo, '')

-- name: identity.card_own
select k.shown, k.name, k.about, k.languages, k.photo, k.changed_at from public_cards k
where k.employee = :employee and k.brand = :brand

-- name: identity.card_photo_is_theirs
select m.id from media m where m.id = :id and m.brand = :brand and m.owner = :owner

-- name: identity.card_save
insert into public_cards (employee, brand, shown, name, about, languages, photo, changed_at)
values (:employee, :brand, :shown, :name, :about, :languages, :photo, :changed_at)
on conflict (employee) do update set shown = excluded.shown, name = excluded.name, about = excluded.about,
    languages = excluded.languages, photo = excluded.photo, changed_at = excluded.changed_at

-- name: identity.card_brand
select name from brands where id = :id

-- name: identity.card_accounts
select w.network, w.handle from accounts w where w.brand = :brand order by w.network, w.handle

-- name: identity.card_shown
select {public_card_columns} from public_cards k join employees e on e.id = k.employee
where k.brand = :brand and k.shown = 1 and e.active = 1 order by e.initials limit :limit

-- name: identity.card_by_initials
select {public_card_columns} from employees e left join public_cards k on k.employee = e.id
where e.brand = :brand and e.initials = :initials and e.active = 1
    and (k.employee is not null or exists (
        select 1 from answers a where a.brand = e.brand and a.author = e.id and a.state = 'sent' and a.part = 1))

-- name: identity.card_work_handles
select b.network, b.handle from bindings b where b.employee = :employee and b.kind = 'work' and b.ended_at is null
order by b.network, b.handle

-- name: identity.give_up_initials
insert into former_initials (brand, initials, employee, free_at)
select :brand, :initials, :employee, case when coalesce((
        select s.content from settings s where s.brand = :brand and s.setting = 'retention.days'
        order by s.changed_at desc limit 1), '0') = '0' then 9223372036854775807
    else :now + 86400000000 * cast(coalesce((
        select s.content from settings s where s.brand = :brand and s.setting = 'retention.days'
        order by s.changed_at desc limit 1), '0') as bigint) end
where exists (select 1 from answers a where a.brand = :brand and a.author = :employee and a.state = 'sent' and a.part = 1)
on conflict (brand, initials, employee) do update set free_at = excluded.free_at

-- name: identity.free_old_initials
delete from former_initials where free_at <= :now
