-- one row per indicator, area, source and period: the current figures of some indicators and areas
-- list_contains, unlike a join, is pushed below the view's window; the range lets whole row groups be skipped
select
    indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source, note,
    edition
from known_observation($known_at)
where
    indicator between list_min($indicators) and list_max($indicators)
    and list_contains($indicators, indicator)
    and list_contains($areas, area_code)
order by indicator, area_code, period_type, starts, source;
