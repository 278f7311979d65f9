-- one row per total that is not what its parts give, where a return brings the total or one of its parts
-- published figures of regions and countries are rounded, each by up to 5
with known as (
    select indicator, area_code, period_type, starts, ends, source, value
    from known_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
),

figure as (
    select indicator, area_code, period_type, starts, ends, source, value, row
    from compared
    where value is not null and state <> 'older' and indicator in (select indicator from summed_indicator)
    union all
    select known.*, null as row
    from known
    anti join compared
        on known.indicator = compared.indicator and known.area_code = compared.area_code
        and known.source = compared.source and known.period_type = compared.period_type
        and known.starts = compared.starts and known.ends = compared.ends
    where known.value is not null and known.indicator in (select indicator from summed_indicator)
),

of_areas as (
    select
        whole.indicator, whole.area_code, whole.period_type, whole.starts, whole.ends, whole.source, whole.value,
        whole.row, sum(part.value) as of_parts, count(*) as parts, any_value(area_part.parts) as parts_needed,
        max(part.row) as part_row, 'areas' as kind
    from figure as whole
    inner join area_part on whole.area_code = area_part.area_code
    inner join figure as part
        on area_part.part_code = part.area_code
        and whole.indicator = part.indicator and whole.source = part.source
        and whole.period_type = part.period_type and whole.starts = part.starts and whole.ends = part.ends
    group by all
),

of_periods as (
    select
        whole.indicator, whole.area_code, whole.period_type, whole.starts, whole.ends, whole.source, whole.value,
        whole.row, sum(part.value) as of_parts, count(*) as parts,
        case
            when whole.period_type = 'financial_year' and part.period_type = 'quarter' then 4
            when whole.period_type = 'financial_year' then 12
            else 3
        end as parts_needed,
        max(part.row) as part_row, part.period_type as kind
    from figure as whole
    inner join figure as part
        on whole.indicator = part.indicator and whole.area_code = part.area_code and whole.source = part.source
        and part.starts >= whole.starts and part.ends <= whole.ends
    inner join summed_indicator as summed on whole.indicator = summed.indicator and summed.is_flow
    where
        (whole.period_type = 'financial_year' and part.period_type in ('quarter', 'month'))
        or (whole.period_type = 'quarter' and part.period_type = 'month')
    group by all
)

select *
from (select * from of_areas union all by name select * from of_periods)
where
    parts = parts_needed
    and (row is not null or part_row is not null)
    and abs(value - of_parts) > case
        when area_code in (select area_code from rounded_area) then 5 * (parts + 1)
        else 0.5
    end
order by ends desc, indicator, area_code;
