-- one row per figure in a state, newest first and at most $most: what it is and what it was
select
    indicator, area_code, period_type, starts, ends, source, value, numerator, denominator, status, symbol, note, row,
    typed, old_value, old_numerator, old_denominator, old_status, old_symbol, old_return_id, state,
    coalesce(year(edition), 0) as edition
from compared
where state = $state
order by ends desc, indicator, area_code, source
limit $most;
