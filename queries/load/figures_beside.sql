-- one row per figure of a return (row) and per figure that is known beside them (no row), each as one number, with
-- what its indicator is
create or replace temp table figure_beside as
with known as (
    select indicator, area_code, period_type, starts, ends, source, value, numerator, denominator
    from known_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
),

figure as (
    select
        indicator, area_code, period_type, starts, ends, source, value, numerator, denominator, row,
        state in ('new', 'revised') as is_changed
    from compared
    union all
    select known.*, null as row, false as is_changed
    from known
    anti join compared
        on known.indicator = compared.indicator and known.area_code = compared.area_code
        and known.source = compared.source and known.period_type = compared.period_type
        and known.starts = compared.starts and known.ends = compared.ends
)

select
    figure.indicator, figure.area_code, figure.period_type, figure.starts, figure.ends, figure.source,
    coalesce(figure.value, figure.numerator / figure.denominator * about.per) as value,
    figure.row, figure.is_changed, figure.numerator is not null as is_fraction,
    about.kind, about.is_flow, about.decimals, about.has_months,
    case
        when about.kind = 'count' and about.is_flow and figure.period_type <> 'snapshot'
            then date_diff('month', figure.starts, figure.ends + interval 1 day)
        else 1
    end as months,
    -- what counts over a time can be compared between months, quarters and years, and percentages and averages are the
    -- same over any time; other figures only with their like
    case
        when about.kind in ('proportion', 'mean') then about.kind
        when about.kind = 'count' and about.is_flow and figure.period_type <> 'snapshot' then 'time'
        else figure.period_type
    end as measure
from figure
inner join indicator_about as about on figure.indicator = about.indicator
where coalesce(figure.value, figure.numerator) is not null;
