-- one row per figure of a month, or of a day, that is likely a year's: spreadsheets make December 2011, or its first
-- day, of 2011/12 and November 2010 of 2010/11, so the month's number is that of the year in which the financial year
-- ends; of 11/12 they make 11 December, or 12 November, of the year in which it was typed
with own as (
    select
        *,
        case
            when
                month(starts) = year(starts) % 100 + 1 and year(starts) between 2000 and 2011
                and (period_type = 'month' or (period_type = 'snapshot' and day(starts) = 1))
                then year(starts)
            when is_flow and period_type = 'snapshot' and abs(month(starts) - day(starts)) = 1
                then 2000 + least(month(starts), day(starts))
        end as typed_year,
        typed_year is not null as is_suspect
    from figure_beside
),

year_figure as (
    select indicator, area_code, value, starts, ends from own where period_type = 'financial_year' and value > 0
),

-- whether the indicator has months that no spreadsheet made
month_figure as (
    select
        indicator,
        area_code,
        count(*) filter (row is null) as known,
        count(*) filter (row is not null) as sent
    from own
    where period_type = 'month' and not is_suspect
    group by indicator, area_code
),

beside as (
    select
        own.row,
        arg_min(year_figure.value, abs(date_diff('day', own.starts, year_figure.starts) + 183)) as year_value,
        arg_min(year_figure.starts, abs(date_diff('day', own.starts, year_figure.starts) + 183)) as year_starts,
        arg_min(year_figure.ends, abs(date_diff('day', own.starts, year_figure.starts) + 183)) as year_ends
    from own
    inner join year_figure on own.indicator = year_figure.indicator and own.area_code = year_figure.area_code
    where own.is_changed and own.period_type in ('month', 'snapshot')
    group by own.row
),

suspects as (
    select indicator, area_code, count(*) as suspects
    from own
    where row is not null and is_suspect
    group by indicator, area_code
)

select
    own.indicator, own.area_code, own.period_type, own.starts, own.ends, own.value, own.row, own.typed_year,
    beside.year_value, beside.year_starts, beside.year_ends
from own
left join beside on own.row = beside.row
left join month_figure on own.indicator = month_figure.indicator and own.area_code = month_figure.area_code
left join suspects on own.indicator = suspects.indicator and own.area_code = suspects.area_code
where
    own.is_changed
    and (
        -- as much as a year has
        (
            own.period_type = 'month' and own.kind = 'count' and own.is_flow
            and own.value >= beside.year_value / 2 and own.value >= case when own.is_suspect then 5 else 20 end
        )
        -- what is counted over a time has no figure of one day
        or (own.is_suspect and own.period_type = 'snapshot' and own.is_flow)
        -- an indicator without months, or a return in which every month is one that a year turns into
        or (
            own.is_suspect and own.period_type = 'month'
            and (
                (not own.has_months and coalesce(month_figure.known + month_figure.sent, 0) = 0)
                or (suspects.suspects > 1 and coalesce(month_figure.sent, 0) = 0)
            )
        )
    )
order by own.row;
