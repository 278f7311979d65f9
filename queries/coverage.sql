-- one row per indicator and area: how many periods have a figure or a symbol, from when to when
-- reads the table, not the view: a later version of a figure changes none of these answers
select
    indicator,
    area_code,
    min(starts) as first_starts,
    max(ends) as last_ends,
    count(distinct (period_type, ends, starts)) filter (where symbol = '') as periods_with_figure,
    count(distinct (period_type, ends, starts)) filter (where symbol <> '') as periods_with_symbol,
    count(distinct source) as sources
from observation
where return_id not in (select return_id from gone_return)
group by indicator, area_code
order by indicator, area_code;
