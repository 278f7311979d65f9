-- one row per repeated figure: the files and lines that give the same indicator, area, period and source
select
    indicator, area_code, source, period_type, starts, ends,
    list(return_id order by abs(return_id), row) as return_ids,
    list(row order by abs(return_id), row) as rows
from staged_fact
where indicator is not null and area_code is not null and source is not null and period_type is not null
group by all
having count(*) > 1
order by abs(return_ids[1]), rows[1];
