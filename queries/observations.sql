-- one row per indicator, area, source and period: every current figure
select
    indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source, note
from current_observation
order by indicator, area_code, starts, ends, source;
