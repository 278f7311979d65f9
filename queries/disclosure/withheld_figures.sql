-- one row per figure that a public copy withholds (role is empty), or per part of a percentage, and why
select indicator, role, area_code, period_type, starts, ends, why
from withheld
order by indicator, role, area_code, starts, ends;
