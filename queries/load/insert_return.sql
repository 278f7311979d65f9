-- one row per figure of a return that is taken in, ordered so that one series lies together on disk
insert into observation by name
select
    indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source, note,
    $return_id as return_id, $return_id as first_return_id
from compared
where state in ('new', 'revised', 'unchanged')
order by indicator, area_code, starts;
