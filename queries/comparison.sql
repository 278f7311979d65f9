-- one row per indicator, area, source and period that ended in the year to $as_at
select
    indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source, note,
    edition
from known_observation($known_at)
where
    indicator between list_min($indicators) and list_max($indicators)
    and list_contains($indicators, indicator)
    and list_contains($areas, area_code)
    and ends <= $as_at
    and ends > $as_at - interval 1 year
order by indicator, area_code, period_type, starts, source;
