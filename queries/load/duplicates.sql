-- one row per repeated figure: the files and rows that give the same indicator, area, period and source
select
    indicator, area_code, source, period_type, starts, ends,
    list(return_id order by return_id, row) as return_ids,
    list(row order by return_id, row) as rows
from all_fact
group by all
having count(*) > 1
order by return_ids[1], rows[1];
