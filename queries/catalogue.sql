-- What figures are about, and who owes them: definitions, areas, sources, targets, events, plans, duties.

-- name: definitions
-- one row per indicator
select indicator, body from current_definition order by indicator;

-- name: areas
-- one row per area, in the order of data/areas.csv
select code, name, level, region_code, old_code, parts, note from current_area order by position;

-- name: authorities
-- one row per authority or region of England, whether any figure of it is in the store or not
select code, name, level, region_code, old_code, former_codes, split_codes, source
from current_authority
order by name, code;

-- name: background_authorities
-- one row per authority or region of England, where a return in force brought the figures of all of them; else none
select code, name, level, region_code, old_code, former_codes, split_codes, source
from current_authority
where exists (
    select 1 from return_file where all_areas and return_id not in (select return_id from gone_return)
)
order by name, code;

-- name: neighbours
-- one row per area and statistical neighbour, nearest first
select area, rank, neighbour, closeness, model from current_neighbour order by area, rank;

-- name: sources
-- one row per source; first_date is the day of the first that is known of it, whatever edition came since
select
    source, title, publisher, date, edition, place, url, licence,
    coalesce(first_date, (
        select min(earlier.date)
        from source as earlier
        where earlier.source = current_source.source and earlier.return_id not in (select return_id from gone_return)
    )) as first_date
from current_source
order by source;

-- name: targets
-- one row per target
select indicator, area_code, starts, ends, value, direction, source, note
from current_target
order by indicator, area_code, starts;

-- name: events
-- one row per event worth marking on a chart
select happened_on, area_code, indicator, title, source from current_event order by happened_on;

-- name: plans
-- one row per plan
select plan, body from current_plan order by plan;

-- name: board_tables
-- one row: how many tables the store has that say whose dashboard it is; none before there was one
select count(*) as tables from information_schema.tables where table_name = 'board';

-- name: board
-- at most one row: the file that says whose dashboard it is
select body from current_board limit 1;

-- name: agencies
-- one row per agency that owes the board figures
select agency, name, source, days, note from current_agency order by name;

-- name: duties
-- one row per figure that an agency owes, area and how often
select agency, indicator, area_code, every, starts, ends from current_duty order by agency, indicator, area_code, starts;

-- name: edition_tables
-- one row: how many tables the store has for editions that are announced; none before there was one
select count(*) as tables from information_schema.tables where table_name = 'edition_due';

-- name: announced_editions
-- one row per announced edition of a source: what it brings, when, and the day on which that or a later figure came
with given as (
    select o.source, o.ends, min(e.happened_at)::date as came_on
    from observation as o
    inner join return_event as e
        on coalesce(o.first_return_id, o.return_id) = e.return_id and e.event = 'accepted'
    where
        o.source in (select source from current_edition_due)
        and o.return_id not in (select return_id from hidden_return($known_at))
    group by o.source, o.ends
)

select d.source, d.period_type, d.starts, d.ends, d.due, d.stated_in, min(given.came_on) as came_on
from current_edition_due as d
left join given on d.source = given.source and given.ends >= d.ends
group by d.source, d.period_type, d.starts, d.ends, d.due, d.stated_in
order by d.source, d.ends;
