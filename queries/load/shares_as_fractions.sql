-- one row per percentage of a return that is likely a fraction: 0.97 beside 97, or after 94
with own as (
    select
        *,
        count(*) filter (value > 1) over () as above_one,
        count(*) filter (value < 1) over () as below_one
    from figure_beside
    where kind = 'proportion' and row is not null and value > 0 and not is_fraction
),

near as (
    select
        own.row,
        own.value,
        other.value as other_value,
        other.area_code as other_area,
        other.period_type as other_type,
        other.starts as other_starts,
        other.ends as other_ends,
        own.area_code = other.area_code as is_own_area,
        own.row is distinct from other.row and other.row is not null as is_sent,
        abs(date_diff('day', own.ends, other.ends)) as distance
    from own
    inner join figure_beside as other on own.indicator = other.indicator
    where
        own.is_changed and own.value <= 1 and other.value > 0
        and (other.row is null or (other.row <> own.row and other.value > 1))
),

beside as (
    select
        row, min(other_value) as lowest, max(other_value) as highest,
        arg_min(other_value, distance) as other_value, arg_min(other_area, distance) as other_area,
        arg_min(other_type, distance) as other_type, arg_min(other_starts, distance) as other_starts,
        arg_min(other_ends, distance) as other_ends, arg_min(is_sent, distance) as is_sent
    from (
        select *
        from near
        qualify is_own_area or not bool_or(is_own_area) over (partition by row)
    )
    group by row
)

select
    own.indicator, own.area_code, own.period_type, own.starts, own.ends, own.value, own.row,
    beside.other_value, beside.other_area, beside.other_type, beside.other_starts, beside.other_ends, beside.is_sent
from own
left join beside on own.row = beside.row
where
    own.is_changed and own.value <= 1
    and case
        -- a hundredfold it is what such figures are, and as it stands it is far below all of them
        when beside.row is not null
            then beside.lowest > 5 * own.value and 100 * own.value between beside.lowest / 2 and 5 + 1.5 * beside.highest
        -- nothing to hold it against: more decimals than are ever shown, or a file in which no percentage is above 1
        when own.decimals = 0 and own.value < 1 then true
        when abs(10 * own.value - round(10 * own.value)) > 1e-6 then true
        else own.value = 1 and own.above_one = 0 and own.below_one > 0
    end
order by own.row;
