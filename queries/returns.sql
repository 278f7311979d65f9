-- Returns: those that came, and one that is checked beside what is known and taken in.

-- name: data_version
-- one row: how many events the store holds, and when the last one happened
select count(*) as events, max(happened_at) as last_happened_at from return_event;

-- name: returns
-- one row per return and event, newest first
select
    r.return_id, r.name, r.origin, r.sha256, r.row_count, e.event, e.happened_at, e.happened_by, e.reason,
    r.agency, r.kind, r.period, r.new_count, r.revised_count, r.unchanged_count, r.refused_count
from return_file as r
inner join return_event as e on r.return_id = e.return_id
order by e.happened_at desc, r.return_id desc, e.event;

-- name: return_problems
-- one row per thing that was wrong or doubtful in a return when it was accepted
select kind, place, value, message from return_problem where return_id = $return_id order by kind, place;

-- name: returned_spans
-- one row per indicator, area and type of period that a return gives figures for: its first and last day, and how many
-- figures; symbols for missing figures are none
select
    indicator, area_code, period_type, min(starts) as starts, max(ends) as ends, count(*) as figures
from observation
where return_id = $return_id and (value is not null or numerator is not null)
group by indicator, area_code, period_type
order by indicator, area_code, period_type;

-- name: data_files
-- one row per file of data/ in force
select return_id, name, sha256, row_count
from return_file
where origin = 'data' and return_id not in (select return_id from gone_return)
order by name;

-- name: next_return_id
-- one row: the first number that no return has
select coalesce(max(return_id), 0) + 1 as return_id from return_file;

-- name: accepted_return
-- at most one row: the return in force with the same content, and who accepted it when; where all areas are wanted one
-- from which all of them were taken
select r.return_id, e.happened_at, e.happened_by
from return_file as r
inner join return_event as e on r.return_id = e.return_id and e.event = 'accepted'
where
    r.sha256 = $sha256
    and r.origin = 'return'
    and (not $all_areas or r.all_areas)
    and r.return_id not in (select return_id from gone_return)
order by r.return_id desc
limit 1;

-- name: compare_with_everything
-- one row per known figure, whoever gave it: what a return is held against
create or replace temp macro comparable_observation(moment) as table
select * from known_observation(moment);

-- name: compare_with_own
-- one row per known figure of the sender's own sources: what the return of an agency is held against, so that nothing it
-- sends shows it what others sent
create or replace temp table own_source (source varchar);

create or replace temp macro comparable_observation(moment) as table
select * from known_observation(moment) where source in (select source from own_source);

insert into own_source select unnest($sources) as source;

-- name: compare_return
-- one row per sound figure of a return, beside the one that is known: new, revised, unchanged, or of an older edition
create or replace temp table compared as
with newest as (
    select source, max(ends) as ends from staged_fact where row not in (select row from refused_row) group by source
),

known as (
    select *
    from comparable_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
),

-- figures that were kept before editions were: of the edition of the newest of them
known_edition as (
    select source, max(ends) as ends from known where edition is null group by source
)

select
    fact.* exclude (note, has_value, has_numerator, has_denominator, rounded, is_whole),
    (
        fact.value is not distinct from known.value
        and fact.numerator is not distinct from known.numerator
        and fact.denominator is not distinct from known.denominator
        and fact.symbol = known.symbol
    ) as same,
    -- what was said of the figure stays said where the return confirms it
    case when fact.note = '' and same then known.note else fact.note end as note,
    known.value as old_value,
    known.numerator as old_numerator,
    known.denominator as old_denominator,
    known.status as old_status,
    known.symbol as old_symbol,
    known.return_id as old_return_id,
    -- who corrects a publisher's figure by hand corrects that edition
    case when $is_edition then newest.ends else known.edition end as edition,
    coalesce($is_edition and newest.ends < coalesce(known.edition, known_edition.ends), false) as is_older_edition,
    case
        when known.indicator is null then 'new'
        when same and fact.status = known.status then 'unchanged'
        when is_older_edition then 'older'
        else 'revised'
    end as state
from staged_fact as fact
left join known
    on fact.indicator = known.indicator
    and fact.area_code = known.area_code
    and fact.source = known.source
    and fact.period_type = known.period_type
    and fact.starts = known.starts
    and fact.ends = known.ends
left join newest on fact.source = newest.source
left join known_edition on fact.source = known_edition.source
where fact.row not in (select row from refused_row);

-- name: compared_counts
-- one row per state: how many figures of the return are in it
select state, count(*) as figures from compared group by state;

-- name: compared_rows
-- one row per figure in a state, newest first and at most $most: what it is and what it was
select
    indicator, area_code, period_type, starts, ends, source, value, numerator, denominator, status, symbol, note, row,
    typed, old_value, old_numerator, old_denominator, old_status, old_symbol, old_return_id, state,
    coalesce(year(edition), 0) as edition
from compared
where state = $state
order by ends desc, indicator, area_code, source
limit $most;

-- name: refused_rows
-- one row per row of a return that is not taken in
select row from refused_row order by row;

-- name: staged_indicators
-- one row per indicator of the return
select distinct indicator from staged_fact where indicator is not null order by indicator;

-- name: insert_return
-- one row per figure of a return that is taken in, those of an older edition with the others: which one shows is
-- settled figure by figure, whatever came first; ordered so that one series lies together on disk
insert into observation by name
select
    indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source, note, edition,
    state = 'older' as came_late,
    $return_id as return_id, $return_id as first_return_id
from compared
order by indicator, area_code, starts;
