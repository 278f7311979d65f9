-- one row per target
select indicator, area_code, starts, ends, value, direction, source, note
from current_target
order by indicator, area_code, starts;
