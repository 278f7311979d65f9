-- one row per finding, newest period first; version 0 is its row of data/, others were written on the page
select
    finding, quadrant, stage, area_code, period_type, starts, ends, indicator, strength, statement, source,
    priorities, version, happened_at, happened_by, public, decided_by, decided_on
from current_finding
order by ends desc, finding;
