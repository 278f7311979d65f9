-- one row per indicator, area, period, source and return that first gave the figure so: all versions known by a moment
-- A line of an edited file that was not touched is no new version: it goes by the number of the return that first gave
-- it, and is in force while any of those returns is. The filters come first, straight on the table, as in `series`;
-- sets and joins instead of windows take half the time.
with given as (
    select
        indicator, area_code, period_type, starts, ends, source, value, numerator, denominator, status, symbol, note,
        coalesce(edition, date '0001-01-01') as edition_ends,
        coalesce(year(edition), 0) as edition,
        not coalesce(came_late, false) as came_in_turn,
        return_id as newest_id,
        coalesce(first_return_id, return_id) as return_id
    from observation
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
        and list_contains($areas, area_code)
),

gone as (
    select
        return_id,
        min(happened_at) as gone_at,
        arg_min(happened_by, happened_at) as gone_by,
        arg_min(event, happened_at) as gone_event,
        arg_min(reason, happened_at) as gone_reason
    from return_event
    where event in ('superseded', 'withdrawn') and happened_at <= $known_at
    group by return_id
),

agency_name as (
    select agency, max(name) as name from current_agency group by agency
),

come as (
    select
        file.return_id,
        file.name as return_name,
        file.origin,
        file.kind,
        coalesce(agency_name.name, file.agency) as agency,
        event.happened_at as accepted_at,
        event.happened_by as accepted_by,
        gone.gone_at,
        gone.gone_by,
        gone.gone_event,
        gone.gone_reason
    from return_file as file
    inner join return_event as event
        on file.return_id = event.return_id and event.event = 'accepted' and event.happened_at <= $known_at
    left join gone on file.return_id = gone.return_id
    left join agency_name on file.agency = agency_name.agency
),

version as (
    select distinct on (indicator, area_code, source, period_type, starts, ends, given.return_id)
        given.*, come.gone_at, come.gone_by, come.gone_event, come.gone_reason
    from given
    inner join come on given.newest_id = come.return_id
    order by come.gone_at is null desc, newest_id desc
),

standing as (
    select indicator, area_code, source, period_type, starts, ends, arg_max(return_id, (edition_ends, came_in_turn, return_id)) as return_id
    from version
    where gone_at is null
    group by indicator, area_code, source, period_type, starts, ends
)

select
    version.indicator, version.area_code, version.period_type, version.starts, version.ends, version.source,
    version.value, version.numerator, version.denominator, version.status, version.symbol, version.note,
    version.return_id, come.return_name, come.origin, come.kind, come.agency, come.accepted_at, come.accepted_by,
    version.gone_at, version.gone_by, version.gone_event, version.gone_reason,
    standing.return_id is not null as is_current, version.edition
from version
inner join come on version.return_id = come.return_id
left join standing
    on version.indicator = standing.indicator
    and version.area_code = standing.area_code
    and version.source = standing.source
    and version.period_type = standing.period_type
    and version.starts = standing.starts
    and version.ends = standing.ends
    and version.return_id = standing.return_id
order by
    version.indicator, version.area_code, version.period_type, version.starts, version.ends, version.source,
    version.edition_ends, version.came_in_turn, version.return_id;
