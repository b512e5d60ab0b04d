-- name: identity.settings_history
select setting, changed_at, content from settings where brand = :brand order by changed_at, setting

-- name: identity.save_setting
insert into settings (brand, setting, changed_at, changed_by, content)
values (:brand, :setting, :changed_at, :changed_by, :content)
on conflict (brand, setting, changed_at) do update set changed_by = excluded.changed_by, content = excluded.content
