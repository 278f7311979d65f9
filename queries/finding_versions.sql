-- one row per version of a finding, in order; version 0 is its row of data/ in force, others were written on the page
select
    0 as version, quadrant, stage, coalesce(priorities, '') as priorities, area_code, period_type, starts, ends,
    indicator, strength, statement, source, false as is_withdrawn, null::timestamp as happened_at, '' as happened_by,
    '' as why, coalesce(public, '') as public, coalesce(decided_by, '') as decided_by, decided_on
from finding
where finding = $finding and return_id not in (select return_id from gone_return)
union all by name
select
    version, quadrant, stage, priorities, area_code, period_type, starts, ends, indicator, strength, statement,
    source, is_withdrawn, happened_at, happened_by, why, coalesce(public, '') as public, happened_by as decided_by,
    happened_at::date as decided_on
from finding_version
where finding = $finding
order by version;
