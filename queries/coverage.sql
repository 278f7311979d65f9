-- one row per indicator and area: how many periods have a figure, how many only a symbol, from when to when
-- Reads the table, not the view, which on millions of rows takes seconds: a period has a figure where any return
-- in force gives one. Only where several returns or sources may give the same period are periods told apart.
with given as (
    select
        indicator,
        area_code,
        min(starts) as first_starts,
        max(ends) as last_ends,
        count(*) filter (where symbol = '') as figures,
        count(*) as rows_given,
        -- by hash, which compares long texts three times as fast
        min(return_id) = max(return_id) and min(hash(source)) = max(hash(source)) as is_given_once
    from observation
    where return_id not in (select return_id from hidden_return($known_at))
    group by indicator, area_code
),

told_apart as (
    select
        indicator,
        area_code,
        count(distinct (period_type, ends, starts)) filter (where symbol = '') as figures,
        count(distinct (period_type, ends, starts)) as periods,
        count(distinct source) as sources
    from observation
    where
        return_id not in (select return_id from hidden_return($known_at))
        and (indicator, area_code) in (select (indicator, area_code) from given where not is_given_once)
    group by indicator, area_code
)

select
    given.indicator,
    given.area_code,
    given.first_starts,
    given.last_ends,
    coalesce(told_apart.figures, given.figures) as periods_with_figure,
    coalesce(told_apart.periods, given.rows_given) - periods_with_figure as periods_with_symbol,
    coalesce(told_apart.sources, 1) as sources
from given
left join told_apart on given.indicator = told_apart.indicator and given.area_code = told_apart.area_code
order by given.indicator, given.area_code;
