-- the rows of one file, beside those of the files read before it
insert into all_fact
select
    indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source, note,
    $return_id as return_id, row
from staged_fact;
