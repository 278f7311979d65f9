-- one row per indicator, area, source and period: the last $periods figures of each that had ended by $as_at
with current_figures as (
    select
        indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source,
        note, edition
    from known_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
        and list_contains($areas, area_code)
)

select *
from current_figures
where ends <= $as_at
qualify row_number() over (
    partition by indicator, area_code, source, period_type order by ends desc, starts desc
) <= $periods
order by indicator, area_code, period_type, starts, source;
