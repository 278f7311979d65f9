-- one row per finding, newest period first
select finding, quadrant, stage, area_code, period_type, starts, ends, indicator, strength, statement, source
from current_finding
order by ends desc, finding;
