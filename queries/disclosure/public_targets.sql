-- one row per target, with its note where somebody decided that it may be published
select
    indicator, area_code, starts, ends, value, direction, source,
    case when public = 'yes' then note else '' end as note
from current_target
order by indicator, area_code, starts;
