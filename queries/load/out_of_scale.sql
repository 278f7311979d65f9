-- one row per figure of a return that is far larger or smaller than all the figures nearest to it in time, or, where
-- its area has none, than what the other areas have for their children
-- $times is how many times, $times_of_shares for percentages; figures below $least on both sides are left alone, as small numbers jump
with figure as (
    -- the newest first
    select *, row_number() over (order by ends desc, starts desc, source, period_type) as place from figure_beside
),

own as (
    select
        *, value / months as size, case when kind = 'proportion' then $times_of_shares else $times end as limit_times
    from figure
    where row is not null and is_changed
),

-- the places of the nearest, of those as near the newest: one number tells distance and place, since sorting the pairs
-- of a long return takes ten times as long
near as (
    select
        own.row,
        other.row is null as is_known,
        bool_or(other.period_type = own.period_type) as has_like,
        min(
            abs(date_diff('day', own.starts, other.starts) + date_diff('day', own.ends, other.ends)) * 1_000_000_000
            + other.place,
            $most
        ) as nearest
    from own
    inner join figure as other
        on own.indicator = other.indicator and own.area_code = other.area_code and own.measure = other.measure
        and (own.starts, own.ends, own.source) is distinct from (other.starts, other.ends, other.source)
    group by own.row, other.row is null
),

nearest as (
    select row, is_known, unnest(nearest) as distance, distance % 1_000_000_000 as place
    from near
    -- where periods of its length are known a return is not its own witness: all of it may be ten times too large
    where is_known or row not in (select row from near where is_known and has_like)
),

of_time as (
    select
        own.row, 'time' as beside, any_value(own.value) as value, any_value(own.size) as size,
        any_value(own.months) as months, min(other.value / other.months) as lowest,
        max(other.value / other.months) as highest, count(*) as others, nearest.is_known,
        arg_min(other.value, distance) as other_value, arg_min(other.period_type, distance) as other_type,
        arg_min(other.starts, distance) as other_starts, arg_min(other.ends, distance) as other_ends,
        arg_min(other.value / other.months, distance) as other_size, '' as other_area
    from nearest
    inner join own on nearest.row = own.row
    inner join figure as other on nearest.place = other.place
    group by own.row, nearest.is_known
    -- of two figures of one return nobody can tell which is the odd one
    having nearest.is_known or count(*) > 1
),

child as (
    select area_code, value as children from area_children where value > 0
),

per_child as (
    select
        own.row,
        own.value,
        own.months,
        own.size,
        -- with what chance may add to a small number
        (other.value + 3) / other.months / other_child.children * child.children as other_size,
        other.value as other_value,
        other.period_type as other_type,
        other.starts as other_starts,
        other.ends as other_ends,
        other.area_code as other_area,
        abs(date_diff('day', own.ends, other.ends)) as distance
    from own
    inner join figure as other
        on own.indicator = other.indicator and own.area_code <> other.area_code and own.measure = other.measure
    inner join child on own.area_code = child.area_code
    inner join child as other_child on other.area_code = other_child.area_code
    where own.kind = 'count' and own.row not in (select row from near)
),

of_areas as (
    select
        row, 'areas' as beside, any_value(value) as value, any_value(size) as size, any_value(months) as months,
        min(other_size) as lowest, max(other_size) as highest, count(*) as others, false as is_known,
        arg_min(other_value, distance) as other_value, arg_min(other_type, distance) as other_type,
        arg_min(other_starts, distance) as other_starts, arg_min(other_ends, distance) as other_ends,
        arg_min(other_size, distance) as other_size, arg_min(other_area, distance) as other_area
    from per_child
    group by row
)
,

-- with nothing of its kind to hold it against, more than the area's children many times over
of_children as (
    select
        own.row, 'children' as beside, own.value, own.size, own.months, child.children as lowest,
        child.children as highest, 1 as others, false as is_known, child.children as other_value,
        own.period_type as other_type, own.starts as other_starts, own.ends as other_ends, child.children as other_size,
        own.area_code as other_area
    from own
    inner join child on own.area_code = child.area_code
    where
        own.kind = 'count' and own.value > 10 * child.children
        and own.row not in (select row from near) and own.row not in (select row from per_child)
)

select
    own.indicator, own.area_code, own.period_type, own.starts, own.ends, judged.* exclude (row), judged.row
from (
    select of_time.*
    from of_time
    inner join own on of_time.row = own.row
    where of_time.size > own.limit_times * highest or of_time.size < lowest / own.limit_times
    union all
    select * from of_areas where size > $times_of_areas * highest
    union all
    select * from of_children
) as judged
inner join own on judged.row = own.row
where greatest(judged.value, judged.lowest * judged.months) >= $least
qualify row_number() over (partition by own.row order by judged.is_known desc) = 1
order by own.row;
