-- one row per figure of the returns that are new, ordered so that one series lies together on disk
insert into observation
select
    indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source, note,
    return_id
from staged_fact
where list_contains($return_ids, return_id)
order by indicator, area_code, starts;
