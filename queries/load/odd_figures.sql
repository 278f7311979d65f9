-- one row per place and spelling of a figure that is no plain number
with spelt as (
    select distinct 'value' as place, value as spelling from raw_fact
    union all
    select distinct 'part', numerator from raw_fact
    union all
    select distinct 'part', denominator from raw_fact
)

select distinct place, spelling
from spelt
where trim(coalesce(spelling, '')) <> '' and (number_of_list(spelling) is null or not isfinite(number_of_list(spelling)));
