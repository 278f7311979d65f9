-- The figures that pages and exports read, as they are known at a moment.

-- name: series
-- one row per indicator, area, source and period: the current figures of some indicators and areas
-- list_contains, unlike a join, is pushed below the view's window; the range lets whole row groups be skipped
select
    indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source, note,
    edition
from known_observation($known_at)
where
    indicator between list_min($indicators) and list_max($indicators)
    and list_contains($indicators, indicator)
    and list_contains($areas, area_code)
order by indicator, area_code, period_type, starts, source;

-- name: versions
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

-- name: latest
-- one row per indicator, area, source and period: the last $periods figures of each that had ended by $as_at
with current_figures as (
    select
        indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source,
        note, edition
    from known_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
        and list_contains($areas, area_code)
)

select *
from current_figures
where ends <= $as_at
qualify row_number() over (
    partition by indicator, area_code, source, period_type order by ends desc, starts desc
) <= $periods
order by indicator, area_code, period_type, starts, source;

-- name: comparison
-- one row per indicator, area, source and period that ended in the year to $as_at
select
    indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source, note,
    edition
from known_observation($known_at)
where
    indicator between list_min($indicators) and list_max($indicators)
    and list_contains($indicators, indicator)
    and list_contains($areas, area_code)
    and ends <= $as_at
    and ends > $as_at - interval 1 year
order by indicator, area_code, period_type, starts, source;

-- name: disagreement_candidates
-- one row per indicator that may be given twice: by several sources, beside its counts, or beside the sum of its areas
-- or of its quarters
-- Reads the table, superseded rows too: an indicator too many costs little, the view over all rows takes seconds.
select indicator
from observation
group by indicator
having
    min(hash(source)) <> max(hash(source))
    or bool_or(value is not null and numerator is not null)
    or bool_or(period_type = 'quarter') and bool_or(period_type = 'financial_year')
    or bool_or(list_contains($combined, area_code))
order by indicator;

-- name: arrivals
-- one row per indicator, area and period whose figure came, or changed, after $since
-- What stands in data/ is known since its source was published: the day on which the store was built is no news.
select distinct o.indicator, o.area_code, o.period_type, o.ends
from known_observation($known_at) as o
inner join return_file as file on o.return_id = file.return_id
inner join return_event as e
    on coalesce(o.first_return_id, o.return_id) = e.return_id and e.event = 'accepted'
left join current_source as source on o.source = source.source
where
    list_contains($areas, o.area_code)
    and case when file.origin = 'data' then source.date else e.happened_at::date end > $since
order by o.indicator, o.area_code, o.ends;

-- name: revisions
-- one row per figure of some areas that was known at $since and stands otherwise now: as it was then, as it is, and the
-- return that did it. One that came back to what it was is none; one that is gone has no source any more.
with moved as (
    select distinct return_id from return_event where happened_at > $since and happened_at <= $known_at
),

touched as (
    select distinct indicator, area_code, source, period_type, starts, ends
    from observation
    where list_contains($areas, area_code) and return_id in (select return_id from moved)
),

was as (
    select * from known_observation($since) where list_contains($areas, area_code)
),

is_now as (
    select * from known_observation($known_at) where list_contains($areas, area_code)
),

gone as (
    select return_id, min(happened_at) as gone_at, arg_min(happened_by, happened_at) as gone_by
    from return_event
    where event in ('superseded', 'withdrawn') and happened_at > $since and happened_at <= $known_at
    group by return_id
),

agency_name as (
    select agency, max(name) as name from current_agency group by agency
)

select
    was.indicator, was.area_code, was.period_type, was.starts, was.ends, was.source,
    was.value as former_value, was.numerator as former_numerator, was.denominator as former_denominator,
    was.symbol as former_symbol,
    is_now.value, is_now.numerator, is_now.denominator, coalesce(is_now.symbol, '') as symbol,
    is_now.indicator is null as is_gone,
    coalesce(agency_name.name, nullif(file.agency, ''), '') as agency,
    coalesce(source.publisher, '') as publisher,
    coalesce(greatest(event.happened_at, gone.gone_at), event.happened_at, gone.gone_at) as happened_at,
    coalesce(event.happened_by, gone.gone_by) as happened_by
from was
inner join touched using (indicator, area_code, source, period_type, starts, ends)
left join is_now using (indicator, area_code, source, period_type, starts, ends)
left join gone on was.return_id = gone.return_id
left join return_event as event
    on coalesce(is_now.first_return_id, is_now.return_id) = event.return_id and event.event = 'accepted'
left join return_file as file on coalesce(is_now.first_return_id, is_now.return_id, was.return_id) = file.return_id
left join agency_name on file.agency = agency_name.agency
left join current_source as source on was.source = source.source
where
    is_now.indicator is null
    or was.value is distinct from is_now.value
    or was.numerator is distinct from is_now.numerator
    or was.denominator is distinct from is_now.denominator
    or was.symbol is distinct from is_now.symbol
order by happened_at desc, was.indicator, was.area_code, was.ends desc, was.period_type, was.source;

-- name: received_figures
-- one row per figure in force of some sources: what was given for it last, and the day on which it first came
select
    o.indicator, o.area_code, o.period_type, o.starts, o.ends, o.source,
    arg_max(o.symbol, o.return_id) as symbol,
    min(e.happened_at)::date as accepted_at
from observation as o
inner join return_event as e on o.return_id = e.return_id and e.event = 'accepted'
where
    list_contains($sources, o.source)
    and o.return_id not in (select return_id from hidden_return($known_at))
group by o.indicator, o.area_code, o.period_type, o.starts, o.ends, o.source
order by o.indicator, o.area_code, o.starts, o.source;

-- name: newest_periods
-- one row per indicator and source: the newest period that it gives
select
    indicator, source,
    arg_max(period_type, ends) as period_type,
    arg_max(starts, ends) as starts,
    max(ends) as ends
from observation
where list_contains($sources, source) and return_id not in (select return_id from hidden_return($known_at))
group by indicator, source
order by indicator, source;

-- name: coverage
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

-- name: indicators_by_year
-- one row per financial year, newest first: how many indicators have a figure of some areas that ends in it
select
    make_date(year(ends) + (month(ends) > 3)::int, 3, 31) as year_end,
    count(distinct indicator) filter (where symbol = '') as indicators
from observation
where
    list_contains($areas, area_code)
    and return_id not in (select return_id from hidden_return($known_at))
group by year_end
order by year_end desc;

-- name: whole_years
-- one row per financial year, newest first: how many indicators have a figure of some areas, and how many all of it
with spread as (
    select
        make_date(year(ends) + (month(ends) > 3)::int, 3, 31) as year_end,
        indicator,
        area_code,
        count(distinct ends) filter (where period_type = 'quarter') as quarters,
        count(distinct ends) filter (where period_type = 'month') as months,
        bool_or(
            period_type in ('financial_year', 'calendar_year', 'academic_year')
            or (period_type = 'snapshot' and month(ends) = 3 and day(ends) = 31)
        ) as is_yearly
    from observation
    where
        list_contains($areas, area_code)
        and symbol = ''
        and return_id not in (select return_id from hidden_return($known_at))
    group by year_end, indicator, area_code
)
select
    year_end,
    count(distinct indicator) as indicators,
    count(distinct indicator) filter (where is_yearly or quarters = 4 or months = 12) as whole
from spread
group by year_end
order by year_end desc;

-- name: year_ends
-- one row per financial year in which a figure ends, newest first
select distinct make_date(year(ends) + (month(ends) > 3)::int, 3, 31) as year_end
from observation
where return_id not in (select return_id from hidden_return($known_at))
order by year_end desc;
