-- one row per text of a finding, event or target, with what was decided about publishing it; version counts what was
-- written on the page
select
    'finding' as kind, finding as name, indicator, area_code, version, statement as words, source,
    public, decided_by, decided_on
from current_finding
union all by name
select
    'event' as kind, strftime(happened_on, '%Y-%m-%d') as name, indicator, area_code, 0 as version, title as words, '' as source,
    coalesce(public, '') as public, coalesce(decided_by, '') as decided_by, decided_on
from current_event
union all by name
select
    'target' as kind, strftime(starts, '%Y-%m-%d') as name, indicator, area_code, 0 as version, note as words, '' as source,
    coalesce(public, '') as public, coalesce(decided_by, '') as decided_by, decided_on
from current_target
where note <> ''
order by kind, name, indicator, area_code, words;
