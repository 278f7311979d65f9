-- What the peers' boards read. They know the store through its views, as anybody's own dashboard over it would.

-- name: definitions
-- one row per indicator
select indicator, body from current_definition order by indicator;

-- name: areas
-- one row per area, in the order in which they are shown
select code, name from current_area order by position;

-- name: board
-- at most one row: the file that says whose dashboard it is
select body from current_board limit 1;

-- name: neighbours
-- one row per area and statistical neighbour
select area, neighbour from current_neighbour order by area, rank;

-- name: events
-- one row per event worth marking on a chart
select happened_on, area_code, indicator, title from current_event order by happened_on;

-- name: figures
-- one row per indicator, area and period: the figures of some indicators, a figure before a symbol and of several
-- sources the newest
with own as (
    select indicator, area_code, period_type, starts, ends, value, source, edition
    from known_observation(timestamp '9999-01-01')
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
)

select own.indicator, own.area_code, own.period_type, own.starts, own.ends, own.value
from own
left join current_source using (source)
qualify row_number() over (
    partition by own.indicator, own.area_code, own.period_type, own.starts, own.ends
    order by own.value is null, coalesce(own.edition, current_source.date) desc, current_source.date desc, source
) = 1
order by own.indicator, own.area_code, own.ends;

-- name: latest
-- one row per indicator, area, type of period and period: the newest two figures of some indicators and areas
with own as (
    select indicator, area_code, period_type, starts, ends, value, source, edition
    from known_observation(timestamp '9999-01-01')
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
        and list_contains($areas, area_code)
        and value is not null
),

one_a_period as (
    select own.*
    from own
    left join current_source using (source)
    qualify row_number() over (
        partition by own.indicator, own.area_code, own.period_type, own.starts, own.ends
        order by coalesce(own.edition, current_source.date) desc, current_source.date desc, source
    ) = 1
)

select indicator, area_code, period_type, starts, ends, value
from one_a_period
qualify row_number() over (partition by indicator, area_code, period_type order by ends desc, starts desc) <= 2
order by indicator, area_code, period_type, ends;
