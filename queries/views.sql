-- name: views
-- The present, read off the append-only tables. "Gone" returns are withdrawn or superseded.

-- one row per return that was not in force at a moment: gone by then, or not come yet
create or replace macro hidden_return(moment) as table
select return_id from return_event where event in ('superseded', 'withdrawn') and happened_at <= moment
union
select return_id from return_event where event = 'accepted' and happened_at > moment;

-- one row per return that is no longer in force
create or replace view gone_return as
select distinct return_id from return_event where event in ('superseded', 'withdrawn');

-- one row per indicator, area, source and period: its newest version as known at a moment: that of the newest edition
-- where a publisher gives it in several, in whatever order they came, else that of the newest return.
-- "not in" over the few hidden returns, and a window partitioned by the keys that every reader filters on:
-- DuckDB pushes those filters below the window, so one series of ten million rows takes milliseconds.
create or replace macro known_observation(moment) as table
select *
from observation
where return_id not in (select return_id from hidden_return(moment))
qualify row_number() over (
    partition by indicator, area_code, source, period_type, starts, ends
    order by
        coalesce(edition, date '0001-01-01') desc, coalesce(came_late, false), coalesce(first_return_id, return_id) desc,
        return_id desc
) = 1;

create or replace view current_definition as
select * from definition where return_id not in (select return_id from gone_return);

create or replace view current_plan as
select * from plan where return_id not in (select return_id from gone_return);

create or replace view current_board as
select * from board where return_id not in (select return_id from gone_return);

create or replace view current_area as
select * from area where return_id not in (select return_id from gone_return);

create or replace view current_authority as
select * from authority where return_id not in (select return_id from gone_return);

-- one row per area and neighbour: those of the newest return that says anything of the area
create or replace view current_neighbour as
select *
from neighbour
where return_id not in (select return_id from gone_return)
qualify rank() over (partition by area order by return_id desc) = 1;

-- the last year that an edition names, the day of its last update apart: 2025 of '2025, last updated 3 March 2026'
create or replace macro edition_year(edition) as
    list_last(regexp_extract_all(
        regexp_replace(coalesce(edition, ''), ',? \(?last updated [^,;)]*\)?', '', 'gi'), '\b(?:19|20|21)\d\d\b'
    ))::integer;

-- one row per source: the newest edition, whether data/ or a return brought it, and of that what came first
create or replace view current_source as
select *
from source
where return_id not in (select return_id from gone_return)
qualify row_number() over (
    partition by source order by edition_year(edition) desc nulls last, date, return_id
) = 1;

create or replace view current_target as
select * from target where return_id not in (select return_id from gone_return);

-- one row per finding: its newest version written on the page, else its row of data/; none where it was withdrawn.
-- What the page says of a finding of data/ stays in force when the file changes.
create or replace view current_finding as
with written as (
    select * from finding_version
    qualify row_number() over (partition by finding order by version desc) = 1
)

select
    finding, quadrant, stage, area_code, period_type, starts, ends, indicator, strength, statement, source,
    coalesce(priorities, '') as priorities, 0 as version, null::timestamp as happened_at, '' as happened_by,
    coalesce(public, '') as public, coalesce(decided_by, '') as decided_by, decided_on
from finding
where
    return_id not in (select return_id from gone_return)
    and finding not in (select finding from written)
union all by name
select
    finding, quadrant, stage, area_code, period_type, starts, ends, indicator, strength, statement, source,
    priorities, version, happened_at, happened_by, coalesce(public, '') as public, happened_by as decided_by,
    happened_at::date as decided_on
from written
where not is_withdrawn;

-- one row per challenge: what it is about, how it stands after its last step, and the last day that was set for it;
-- moments are those of writing, raised_on and last_on the days on which it happened
create or replace view current_challenge as
with life as (
    select
        challenge,
        max(number) as steps,
        arg_max(state, number) as state,
        arg_min(happened_at, number) as raised_at,
        arg_min(coalesce(happened_on, happened_at::date), number) as raised_on,
        arg_min(happened_by, number) as raised_by,
        arg_min(meeting, number) as meeting,
        arg_max(due, number) filter (due is not null) as due,
        arg_max(event, number) as last_step,
        arg_max(happened_at, number) as last_at,
        arg_max(coalesce(happened_on, happened_at::date), number) as last_on,
        arg_max(happened_by, number) as last_by,
        arg_max(words, number) as last_words,
        arg_max(outcome, number) as outcome,
        arg_max(impact, number) as impact
    from challenge_event
    group by challenge
)

select
    challenge, question, agency, plan, priority, quadrant, indicator, area_code, period, life.* exclude (challenge)
from challenge
join life using (challenge);

create or replace view current_event as
select * from event where return_id not in (select return_id from gone_return);

create or replace view current_agency as
select * from agency where return_id not in (select return_id from gone_return);

create or replace view current_duty as
select * from duty where return_id not in (select return_id from gone_return);

create or replace view current_edition_due as
select * from edition_due where return_id not in (select return_id from gone_return);
