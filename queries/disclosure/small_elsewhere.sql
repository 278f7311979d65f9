-- one row per indicator, area and period outside some areas with a small count that nobody has published, and whether
-- its series may be linked: to periods within periods, to other indicators, or as part of a percentage; rates,
-- percentages and means that stand alone are among them, since they may imply a count
with small as (
    select distinct indicator, area_code, period_type, starts, ends
    from known_observation($known_at)
    where
        not list_contains($areas::varchar[], area_code)
        and not list_contains($public_sources::varchar[], source)
        and (
            (list_contains($counts::varchar[], indicator) and value between 1 and $threshold)
            or numerator between 1 and $threshold
            or denominator between 1 and $threshold
            or denominator - numerator between 1 and $threshold
            or (list_contains($counts::varchar[], indicator) and value <> round(value))
            or (list_contains($shares::varchar[], indicator) and value is not null and numerator is null)
        )
),

series as (
    select
        indicator,
        area_code,
        count(distinct period_type) > 1
        or bool_or(period_type = 'months')
        or bool_or(numerator is not null)
        or bool_or(value <> round(value))
        or bool_or(list_contains($shares::varchar[], indicator)) as is_linked
    from observation
    where (indicator, area_code) in (select (indicator, area_code) from small)
    group by indicator, area_code
)

select
    small.*,
    series.is_linked or list_contains($related::varchar[], small.indicator) as is_linked
from small
inner join series on small.indicator = series.indicator and small.area_code = series.area_code
order by small.indicator, small.area_code, small.starts, small.ends;
