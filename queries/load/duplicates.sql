-- one row per repeated figure: the files and lines that give the same indicator, area, period and source, and how
-- many different figures they give
select
    indicator, area_code, source, period_type, starts, ends,
    list(return_id order by abs(return_id), row) as return_ids,
    list(row order by abs(return_id), row) as rows,
    count(distinct (value, numerator, denominator, symbol)) as versions
from staged_fact
where indicator is not null and area_code is not null and source is not null and period_type is not null
group by indicator, area_code, source, period_type, starts, ends
having count(*) > 1
order by abs(return_ids[1]), rows[1];
