-- one row per figure of a return that is taken in, those of an older edition with the others: which one shows is
-- settled figure by figure, whatever came first; ordered so that one series lies together on disk
insert into observation by name
select
    indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source, note, edition,
    state = 'older' as came_late,
    $return_id as return_id, $return_id as first_return_id
from compared
order by indicator, area_code, starts;
