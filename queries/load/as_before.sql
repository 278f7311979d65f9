-- one row per figure of a return that repeats the figure of the period before it to the last digit
with figure as (
    select indicator, area_code, period_type, starts, ends, source, value, row from compared
    union all
    select indicator, area_code, period_type, starts, ends, source, value, null as row
    from known_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
)

select compared.indicator, compared.area_code, compared.period_type, compared.starts, compared.ends, compared.row,
    compared.value, before.period_type as before_type, before.starts as before_starts, before.ends as before_ends
from compared
inner join figure as before
    on compared.indicator = before.indicator and compared.area_code = before.area_code
    and compared.source = before.source and compared.period_type = before.period_type
    and before.ends < compared.ends and before.ends >= compared.starts - interval 1 day
    and compared.value = before.value
where compared.state = 'new' and compared.value >= 20
order by compared.row;
