-- The present, read off the append-only tables. "Gone" returns are withdrawn or superseded.

-- one row per return that was not in force at a moment: gone by then, or not come yet
create or replace macro hidden_return(moment) as table
select return_id from return_event where event in ('superseded', 'withdrawn') and happened_at <= moment
union
select return_id from return_event where event = 'accepted' and happened_at > moment;

-- one row per return that is no longer in force
create or replace view gone_return as
select distinct return_id from return_event where event in ('superseded', 'withdrawn');

-- one row per indicator, area, source and period: its newest version as known at a moment.
-- "not in" over the few hidden returns, and a window partitioned by the keys that every reader filters on:
-- DuckDB pushes those filters below the window, so one series of ten million rows takes milliseconds.
create or replace macro known_observation(moment) as table
select *
from observation
where return_id not in (select return_id from hidden_return(moment))
qualify row_number() over (
    partition by indicator, area_code, source, period_type, starts, ends
    order by coalesce(first_return_id, return_id) desc, return_id desc
) = 1;

create or replace view current_definition as
select * from definition where return_id not in (select return_id from gone_return);

create or replace view current_area as
select * from area where return_id not in (select return_id from gone_return);

-- one row per area and neighbour: those of the newest return that says anything of the area
create or replace view current_neighbour as
select *
from neighbour
where return_id not in (select return_id from gone_return)
qualify rank() over (partition by area order by return_id desc) = 1;

-- one row per source: the newest edition, whether data/ or a return brought it
create or replace view current_source as
select *
from source
where return_id not in (select return_id from gone_return)
qualify row_number() over (partition by source order by date desc, return_id desc) = 1;

create or replace view current_target as
select * from target where return_id not in (select return_id from gone_return);

create or replace view current_finding as
select * from finding where return_id not in (select return_id from gone_return);

create or replace view current_event as
select * from event where return_id not in (select return_id from gone_return);

create or replace view current_agency as
select * from agency where return_id not in (select return_id from gone_return);

create or replace view current_duty as
select * from duty where return_id not in (select return_id from gone_return);
