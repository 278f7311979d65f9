-- What is wrong or doubtful in the figures that are staged: errors first, then doubts beside what is known.

-- name: fact_problems
-- one row per problem: the line of the file with a figure that cannot be taken, and the column
select return_id, row, 'indicator' as place, 'unknown_indicator' as problem
from staged_fact
where indicator is null
union all
select return_id, row, 'area', 'unknown_area' from staged_fact where area_code is null
union all
select return_id, row, 'period', 'not_a_period' from staged_fact where period_type is null
union all
select return_id, row, 'source', 'unknown_source' from staged_fact where source is null
union all
select return_id, row, 'value', 'not_a_number'
from staged_fact
where has_value and (value is null or not isfinite(value))
union all
select return_id, row, 'numerator', 'not_a_number'
from staged_fact
where has_numerator and (numerator is null or not isfinite(numerator))
union all
select return_id, row, 'denominator', 'not_a_number'
from staged_fact
where has_denominator and (denominator is null or not isfinite(denominator))
union all
select return_id, row, 'value', 'percentage_of_count' from staged_fact where kind = 'count' and rtrim(typed) like '%\%' escape '\'
union all
-- beyond it nothing is counted, and dates, times and numbers of cases stand in the place of figures
select return_id, row, 'value', 'implausible'
from staged_fact
where abs(value) > case when kind = 'value' then 1e12 else 1e8 end and isfinite(value)
union all
select return_id, row, 'numerator', 'implausible' from staged_fact where abs(numerator) > 1e8 and isfinite(numerator)
union all
select return_id, row, 'denominator', 'implausible' from staged_fact where abs(denominator) > 1e8 and isfinite(denominator)
union all
select return_id, row, 'value', 'not_whole'
from staged_fact
where is_whole and value <> round(value) and isfinite(value)
union all
select return_id, row, 'numerator', 'part_not_whole'
from staged_fact
where numerator <> round(numerator) and isfinite(numerator) and kind in ('count', 'proportion', 'rate', 'mean')
union all
-- an average may be one of full-time equivalents or of parts of a year
select return_id, row, 'denominator', 'part_not_whole'
from staged_fact
where denominator <> round(denominator) and isfinite(denominator) and kind in ('count', 'proportion', 'rate')
union all
select return_id, row, 'value', 'negative_count' from staged_fact where value < 0 and isfinite(value) and kind = 'count'
union all
select return_id, row, 'value', 'negative'
from staged_fact
where value < 0 and isfinite(value) and kind in ('proportion', 'rate', 'mean')
union all
select return_id, row, 'value', 'above_100' from staged_fact where value > 100 and isfinite(value) and kind = 'proportion'
union all
select return_id, row, 'numerator', 'negative_count' from staged_fact where numerator < 0 and isfinite(numerator)
union all
select return_id, row, 'denominator', 'not_positive' from staged_fact where denominator <= 0 and isfinite(denominator)
union all
select return_id, row, 'numerator', 'above_denominator'
from staged_fact
where numerator > denominator and denominator > 0 and isfinite(numerator) and kind = 'proportion'
union all
select return_id, row, 'numerator', 'half_a_fraction' from staged_fact where has_numerator <> has_denominator
union all
select return_id, row, 'value', 'nothing_given'
from staged_fact
where not has_value and not has_numerator and not has_denominator and symbol = ''
union all
select return_id, row, 'symbol', 'figure_and_symbol'
from staged_fact
where (has_value or has_numerator) and symbol not in ('', 'u')
union all
select return_id, row, 'symbol', 'unknown_symbol'
from staged_fact
where symbol not in ('', 'c', 'x', 'z', 'u', 'low', 'k')
union all
select return_id, row, 'status', 'unknown_status'
from staged_fact
where status not in ('final', 'provisional', 'revised')
union all
select return_id, row, 'note', 'unreadable_text' from staged_fact where contains(note, chr(0));

-- name: impossible_shares
-- one row per derived proportion, area, source and period whose numerator is above its denominator
select
    share.indicator,
    part.indicator as numerator,
    whole.indicator as denominator,
    part.area_code,
    part.source,
    part.period_type,
    part.starts,
    part.ends,
    part.value as numerator_value,
    whole.value as denominator_value,
    part.return_id,
    part.row
from share_lookup as share
inner join staged_fact as part on share.numerator = part.indicator
inner join staged_fact as whole
    on share.denominator = whole.indicator
    and part.area_code = whole.area_code
    and part.source = whole.source
    and part.period_type = whole.period_type
    and part.starts = whole.starts
    and part.ends = whole.ends
where part.value > whole.value
order by part.return_id, part.row;

-- name: duplicate_count
-- one row: how many figures are given more than once (by a hash, which is quick; naming them is `duplicates`)
select count(*) - count(distinct hash(indicator, area_code, source, period_type, starts, ends)) as duplicates
from staged_fact;

-- name: duplicates
-- one row per repeated figure: the files and lines that give the same indicator, area, period and source, and how
-- many different figures they give
select
    indicator, area_code, source, period_type, starts, ends,
    list(return_id order by abs(return_id), row) as return_ids,
    list(row order by abs(return_id), row) as rows,
    count(distinct (value, numerator, denominator, symbol)) as versions
from staged_fact
where indicator is not null and area_code is not null and source is not null and period_type is not null
group by indicator, area_code, source, period_type, starts, ends
having count(*) > 1
order by abs(return_ids[1]), rows[1];

-- name: rounded_counts
-- one row per number of a count that was rounded, as it was a whole number but for the dust of binary fractions
select return_id, row, unnest(rounded) as place
from staged_fact
where rounded is not null
order by return_id, row;

-- name: ambiguous_spellings
-- one row per figure of a return whose spelling may mean something else too, with what is told of it
select fact.row, raw.value as spelling, figure.warning
from staged_fact as fact
inner join raw_fact as raw on fact.row = raw.rowid
inner join figure_lookup as figure on raw.value = figure.spelling
where figure.warning <> ''
order by fact.row;

-- name: indicator_about
-- empty: what the indicators of a return are
create or replace temp table indicator_about (
    indicator varchar, kind varchar, is_flow boolean, per double, decimals bigint, has_months boolean,
    polarity varchar, is_of_days boolean
);

-- name: parts_and_wholes
-- empty: areas that are summed from others, which indicators are counts of what happened in a period, and which are
-- part of another: of a sum, or of the whole of a percentage (then with its name)
create or replace temp table area_part (area_code varchar, part_code varchar, parts bigint);
create or replace temp table summed_indicator (indicator varchar, is_flow boolean);
create or replace temp table rounded_area (area_code varchar);
create or replace temp table indicator_part (indicator varchar, part varchar, parts bigint, share varchar);

-- name: area_children
-- one row per area: the newest known number of its children ($population); combined areas have those of their parts
create or replace temp table area_children as
with newest as (
    select area_code, arg_max(value, ends) as value
    from comparable_observation($known_at)
    where indicator = $population and value is not null
    group by area_code
)

select * from newest
union all
select part.area_code, sum(newest.value) as value
from area_part as part
inner join newest on part.part_code = newest.area_code
where part.area_code not in (select area_code from newest)
group by part.area_code
having count(*) = any_value(part.parts);

-- name: comparable_figures
-- one row per figure of a return (row) and per figure that is known beside them (no row), each as one number, with
-- what its indicator is
create or replace temp table figure_beside as
with known as (
    select indicator, area_code, period_type, starts, ends, source, value, numerator, denominator
    from comparable_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
),

figure as (
    select
        indicator, area_code, period_type, starts, ends, source, value, numerator, denominator, row,
        state in ('new', 'revised') as is_changed, typed
    from compared
    union all
    select known.*, null as row, false as is_changed, '' as typed
    from known
    anti join compared
        on known.indicator = compared.indicator and known.area_code = compared.area_code
        and known.source = compared.source and known.period_type = compared.period_type
        and known.starts = compared.starts and known.ends = compared.ends
)

select
    figure.indicator, figure.area_code, figure.period_type, figure.starts, figure.ends, figure.source,
    coalesce(figure.value, figure.numerator / figure.denominator * about.per) as value,
    figure.row, figure.is_changed, figure.numerator is not null as is_fraction, figure.numerator, figure.denominator,
    about.per, figure.typed, about.polarity, about.is_of_days,
    about.kind, about.is_flow, about.decimals, about.has_months,
    case
        when about.kind = 'count' and about.is_flow and figure.period_type <> 'snapshot'
            then date_diff('month', figure.starts, figure.ends + interval 1 day)
        else 1
    end as months,
    -- what counts over a time can be compared between months, quarters and years, and percentages and averages are the
    -- same over any time; other figures only with their like
    case
        when about.kind in ('proportion', 'mean') then about.kind
        when about.kind = 'count' and about.is_flow and figure.period_type <> 'snapshot' then 'time'
        else figure.period_type
    end as measure
from figure
inner join indicator_about as about on figure.indicator = about.indicator
where coalesce(figure.value, figure.numerator) is not null;

-- name: years_as_months
-- one row per figure of a month, or of a day, that is likely a year's: spreadsheets make December 2011, or its first
-- day, of 2011/12 and November 2010 of 2010/11, so the month's number is that of the year in which the financial year
-- ends; of 11/12 they make 11 December, or 12 November, of the year in which it was typed; and of a year as a date they
-- show its first or its last month, April or March, where the indicator has no months
with known_day as (
    select distinct indicator from figure_beside where period_type = 'snapshot' and row is null
),

own as (
    select
        *,
        case
            when
                month(starts) = year(starts) % 100 + 1 and year(starts) between 2000 and 2011
                and (period_type = 'month' or (period_type = 'snapshot' and day(starts) = 1))
                then year(starts)
            when is_flow and period_type = 'snapshot' and abs(month(starts) - day(starts)) = 1
                then 2000 + least(month(starts), day(starts))
        end as typed_year,
        typed_year is not null
        or (period_type = 'month' and not has_months and month(starts) in (3, 4))
        or (
            period_type = 'snapshot' and is_flow and not is_of_days
            and indicator not in (select indicator from known_day)
        ) as is_suspect
    from figure_beside
),

year_figure as (
    select indicator, area_code, value, starts, ends from own where period_type = 'financial_year' and value > 0
),

-- whether the indicator has months that no spreadsheet made
month_figure as (
    select
        indicator,
        area_code,
        count(*) filter (row is null) as known,
        count(*) filter (row is not null) as sent
    from own
    where period_type = 'month' and not is_suspect
    group by indicator, area_code
),

beside as (
    select
        own.row,
        arg_min(year_figure.value, abs(date_diff('day', own.starts, year_figure.starts) + 183)) as year_value,
        arg_min(year_figure.starts, abs(date_diff('day', own.starts, year_figure.starts) + 183)) as year_starts,
        arg_min(year_figure.ends, abs(date_diff('day', own.starts, year_figure.starts) + 183)) as year_ends
    from own
    inner join year_figure on own.indicator = year_figure.indicator and own.area_code = year_figure.area_code
    where own.is_changed and own.period_type in ('month', 'snapshot')
    group by own.row
),

suspects as (
    select indicator, area_code, count(*) as suspects
    from own
    where row is not null and typed_year is not null
    group by indicator, area_code
)

select
    own.indicator, own.area_code, own.period_type, own.starts, own.ends, own.value, own.row, own.typed_year,
    beside.year_value, beside.year_starts, beside.year_ends
from own
left join beside on own.row = beside.row
left join month_figure on own.indicator = month_figure.indicator and own.area_code = month_figure.area_code
left join suspects on own.indicator = suspects.indicator and own.area_code = suspects.area_code
where
    own.is_changed
    and (
        -- as much as a year has
        (
            own.period_type = 'month' and own.kind = 'count' and own.is_flow
            and own.value >= beside.year_value / 2 and own.value >= case when own.is_suspect then 5 else 20 end
        )
        -- what is counted over a time has no figure of one day
        or (own.is_suspect and own.period_type = 'snapshot' and own.is_flow)
        -- an indicator without months, or a return in which every month is one that a year turns into
        or (
            own.is_suspect and own.period_type = 'month'
            and (
                (not own.has_months and coalesce(month_figure.known + month_figure.sent, 0) = 0)
                or (suspects.suspects > 1 and own.typed_year is not null and coalesce(month_figure.sent, 0) = 0)
            )
        )
    )
order by own.row;

-- name: unusual_periods
-- one row per figure of a return under a type of period that its indicator has never had, and that may be another in
-- another spelling: a year beside months (2010-11 is November too), a day of what is counted by the month, and a year of
-- what is counted on a day
with known_type as (
    select distinct indicator, period_type from figure_beside where row is null
),

sent_month as (
    select distinct indicator, area_code from figure_beside where row is not null and period_type = 'month'
)

select indicator, area_code, period_type, starts, ends, value, row
from figure_beside
where
    row is not null and is_changed
    and (indicator, period_type) not in (select (indicator, period_type) from known_type)
    and case period_type
        when 'financial_year'
            then has_months and year(ends) % 100 between 1 and 12
                and (indicator, area_code) in (select (indicator, area_code) from sent_month)
        when 'snapshot' then has_months and not is_of_days and not is_flow
        when 'calendar_year' then is_of_days
        else false
    end
order by row;

-- name: sent_kinds
-- one row per type of period and kind of figure that a return has
select distinct period_type, kind from figure_beside where row is not null;

-- name: shares_as_fractions
-- one row per percentage of a return that is likely a fraction, with the reason: `near` for 0.97 beside 97, or after 94;
-- `fine` for more decimals than are ever shown; `file` for a file in which no percentage is above 1; `kind` for one that
-- is high where things go well. What was written with a percent sign is a percentage.
with own as (
    select
        *,
        count(*) filter (value > 1) over () as above_one,
        count(*) filter (value <= 1) over () as up_to_one
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
    union all
    -- what it would take the place of
    select
        own.row, own.value, compared.old_value, own.area_code, own.period_type, own.starts, own.ends, true, false, 0
    from own
    inner join compared on own.row = compared.row
    where own.is_changed and own.value <= 1 and compared.old_value > 0
),

-- those nearest in time: what was so small ten years ago says little
beside as (
    select
        row, list_sort(list(other_value)) as values,
        case when len(values) > 4 then values[2] else values[1] end as lowest, values[-1] as highest,
        arg_min(other_value, distance) as other_value, arg_min(other_area, distance) as other_area,
        arg_min(other_type, distance) as other_type, arg_min(other_starts, distance) as other_starts,
        arg_min(other_ends, distance) as other_ends, arg_min(is_sent, distance) as is_sent
    from (
        select *
        from (select * from near qualify is_own_area or not bool_or(is_own_area) over (partition by row))
        qualify row_number() over (partition by row order by distance, other_ends desc, other_area, other_value) <= $most
    )
    group by row
),

judged as (
    select
        own.indicator, own.source, own.area_code, own.period_type, own.starts, own.ends, own.value, own.row, own.typed,
        beside.other_value, beside.other_area, beside.other_type, beside.other_starts, beside.other_ends,
        beside.is_sent,
        -- how many percentages of the indicator are new or other than before
        count(*) filter (own.is_changed) over (partition by own.indicator, own.source) as compared,
        case
            -- a hundredfold it is what such figures are, and as it stands it is below all of them
            when beside.row is not null
                then case
                    when
                        beside.lowest > 2 * own.value
                        and 100 * own.value between beside.lowest / 2 and 5 + 1.5 * beside.highest
                        then 'near'
                end
            when own.decimals = 0 and own.value < 1 then 'fine'
            when abs(10 * own.value - round(10 * own.value)) > 1e-6 then 'fine'
            when own.above_one = 0 and own.up_to_one > 1 then 'file'
            when own.polarity = 'high_is_good' then 'kind'
        end as reason
    from own
    left join beside on own.row = beside.row
    where own.is_changed
)

select *
from judged
where reason is not null and value <= 1 and not contains(coalesce(typed, ''), '%')
order by row;

-- name: out_of_scale
-- one row per figure of a return that is far larger or smaller than the figures nearest to it in time, than the same
-- period a year or the period before it, than a whole year before it, or, where nothing is known of its area, than what
-- the other areas have for their children
-- $times is how many times, $times_of_shares for percentages, $times_of_small for percentages, rates and averages below
-- $least; counts below $least on both sides are left alone, as small numbers jump, and so is what the same period of the
-- year before had too. $few_cases is what chance may add to a small number, or take from it
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

compared_size as (
    select
        nearest.row, nearest.is_known, other.value, other.period_type, other.starts, other.ends,
        other.value / other.months as size,
        -- the nearest is named, of those of the same length where there are any
        nearest.distance + case when other.period_type = own.period_type then 0 else 1_000_000_000_000_000 end as gap
    from nearest
    inner join own on nearest.row = own.row
    inner join figure as other on nearest.place = other.place
),

sizes_around as (
    select row, is_known, count(*) as others, list_sort(list(size)) as sizes
    from compared_size
    group by row, is_known
    -- of two figures of one return nobody can tell which is the odd one
    having is_known or count(*) > 1
),

-- of many the outermost is left out: it may be a mistake that was taken in before
around as (
    select
        row, is_known, others, case when others > 4 then sizes[2] else sizes[1] end as lowest,
        case when others > 4 then sizes[-2] else sizes[-1] end as highest,
        sizes[1] as lowest_of_all, sizes[-1] as highest_of_all
    from sizes_around
),

of_time as (
    select
        around.row, around.is_known, others, arg_min(other.value, gap) as other_value,
        arg_min(other.period_type, gap) as other_type, arg_min(other.starts, gap) as other_starts,
        arg_min(other.ends, gap) as other_ends, arg_min(other.size, gap) as other_size, 'time' as beside,
        lowest, highest, lowest_of_all, highest_of_all, '' as other_area
    from around
    inner join own on around.row = own.row
    inner join compared_size as other
        on around.row = other.row and around.is_known = other.is_known
        -- what was left out is a witness only where it says the same
        and case
            when own.size > highest then other.size <= greatest(highest, own.size / own.limit_times)
            when own.size < lowest then other.size >= least(lowest, own.size * own.limit_times)
            else true
        end
    group by all
),

-- the same period of the year before, and the period before
former as (
    select
        own.row, other.value, other.period_type, other.starts, other.ends, other.value / other.months as size,
        other.starts = own.starts - interval 1 year as is_year_before
    from own
    inner join figure as other
        on own.indicator = other.indicator and own.area_code = other.area_code and own.measure = other.measure
        and own.period_type = other.period_type
    where
        other.row is null
        and (other.starts = own.starts - interval 1 year or other.ends = own.starts - interval 1 day)
),

year_before as (
    select row, max(value) as value from former where is_year_before group by row
),

of_former as (
    select
        former.row, of_time.is_known, of_time.others, former.value as other_value, former.period_type as other_type,
        former.starts as other_starts, former.ends as other_ends, former.size as other_size, 'time' as beside,
        former.size as lowest, former.size as highest, former.size as lowest_of_all, former.size as highest_of_all,
        '' as other_area, former.is_year_before
    from former
    inner join of_time on former.row = of_time.row and of_time.is_known
    inner join own on former.row = own.row
    where
        -- twice the limit, and beyond all that was near it
        (own.size > 2 * own.limit_times * former.size and own.size > 1.5 * of_time.highest_of_all)
        or (own.size < former.size / 2 / own.limit_times and own.size < of_time.lowest_of_all / 1.5)
),

-- a quarter or a month that has nearly as much as the whole of the financial year before
of_year as (
    select
        own.row, true as is_known, 1 as others, other.value as other_value, other.period_type as other_type,
        other.starts as other_starts, other.ends as other_ends, other.value / other.months as other_size,
        'year' as beside, other.value / other.months as lowest, other.value / other.months as highest,
        lowest as lowest_of_all, highest as highest_of_all, '' as other_area
    from own
    inner join figure as other
        on own.indicator = other.indicator and own.area_code = other.area_code and own.measure = other.measure
    where
        own.measure = 'time' and own.months < 12 and other.period_type = 'financial_year' and other.row is null
        and own.starts > other.ends and own.starts <= other.ends + interval 1 year
        and own.value >= $nearly * other.value
),

child as (
    select area_code, value as children from area_children where value > 0
),

-- of each other area the figure that is nearest in time; rates and averages are alike for many children and few
per_area as (
    select
        own.row, other.value as other_value, other.period_type as other_type, other.starts as other_starts,
        other.ends as other_ends, other.area_code as other_area, own.kind = 'count' as is_count,
        case
            when own.kind = 'count' then child.children / other_child.children / other.months else 1 / other.months
        end as share,
        other.value * share as other_size
    from own
    inner join figure as other
        on own.indicator = other.indicator and own.area_code <> other.area_code and own.measure = other.measure
    left join child on own.area_code = child.area_code
    left join child as other_child on other.area_code = other_child.area_code
    where
        own.kind in ('count', 'rate', 'mean') and (own.kind <> 'count' or share is not null)
        and own.row not in (select row from near where is_known)
        -- of a return itself only the same period: a long one would be held against itself row by row
        and (other.row is null or (other.starts = own.starts and other.ends = own.ends))
    qualify row_number() over (
        partition by own.row, other.area_code
        order by
            other.row is not null, abs(date_diff('day', own.ends, other.ends)), other.ends desc, other.starts desc,
            other.source
    ) = 1
),

-- the area in the middle speaks for all
of_areas as (
    select
        row, false as is_known, count(*) over (partition by row) as others, other_value, other_type, other_starts,
        other_ends, other_size, 'areas' as beside,
        case when is_count then greatest(other_value - $few_cases, 0) else other_value end * share as lowest,
        case when is_count then other_value + $few_cases else other_value end * share as highest,
        lowest as lowest_of_all, highest as highest_of_all, other_area
    from per_area
    qualify
        row_number() over (partition by row order by other_size, other_area)
        = (count(*) over (partition by row) + 1) // 2
),

-- with nothing of its kind to hold it against, more than the area's children many times over
of_children as (
    select
        own.row, false as is_known, 1 as others, child.children as other_value, own.period_type as other_type,
        own.starts as other_starts, own.ends as other_ends, child.children as other_size, 'children' as beside,
        child.children as lowest, child.children as highest, child.children as lowest_of_all,
        child.children as highest_of_all, own.area_code as other_area
    from own
    inner join child on own.area_code = child.area_code
    where
        own.kind = 'count' and own.value > 10 * child.children
        and own.row not in (select row from near) and own.row not in (select row from per_area)
),

-- a rate beyond its base is more than one for each
of_base as (
    select
        row, false as is_known, 1 as others, per as other_value, period_type as other_type, starts as other_starts,
        ends as other_ends, per as other_size, 'base' as beside, per as lowest, per as highest, per as lowest_of_all,
        per as highest_of_all, area_code as other_area
    from own
    where kind = 'rate' and value > per
),

judged as (
    select *, 2 as rank from of_time
    union all by name
    select * exclude (is_year_before), case when is_year_before then 1 else 3 end as rank from of_former
    union all by name
    select *, 4 as rank from of_year
    union all by name
    select *, 5 as rank from of_areas
    union all by name
    select *, 6 as rank from of_children
    union all by name
    select *, 7 as rank from of_base
),

-- how many times it is larger or smaller; of nought everything is endlessly many times
measured as (
    select
        own.indicator, own.area_code, own.period_type, own.starts, own.ends, own.value, own.size, own.months, own.kind,
        judged.*, own.limit_times,
        own.size > judged.highest as is_large,
        case
            when own.size > judged.highest then own.size / nullif(judged.highest, 0)
            when own.size < judged.lowest then judged.lowest / nullif(own.size, 0)
            else 1
        end as all_times,
        coalesce(all_times, 1e12) as times,
        -- what has to be large for chance to be out of it: the cases, where they are known
        case
            when own.is_fraction then greatest(own.numerator, judged.lowest / own.per * own.denominator)
            else greatest(own.value, judged.lowest * own.months)
        end as cases,
        coalesce(own.value between year_before.value / 2 and year_before.value * 2, false) as is_as_a_year_before
    from judged
    inner join own on judged.row = own.row
    left join year_before on own.row = year_before.row
)

select
    indicator, area_code, period_type, starts, ends, beside, value, size, months, lowest, highest, others, is_known,
    other_value, other_type, other_starts, other_ends, other_size, other_area, is_large, row
from measured
where
    not is_as_a_year_before
    and case
        when beside in ('children', 'base') then true
        when beside = 'year' then cases >= $least
        when beside = 'areas' then
            times > $times_of_areas and (cases >= $least or (kind <> 'count' and cases >= $least_of_small))
        else
            (times > limit_times and cases >= $least)
            or (kind <> 'count' and times > $times_of_small and cases >= $least_of_small)
    end
qualify row_number() over (partition by row order by rank, is_known desc, other_ends desc) = 1
order by row;

-- name: unfinished_periods
-- one row per figure of a return whose period ends after $today; one that runs may have a provisional figure
select row, period_type, starts, ends, starts > $today as is_to_come
from compared
where state in ('new', 'revised') and ends > $today and (starts > $today or status <> 'provisional')
order by ends, row;

-- name: repeated_values
-- one row per figure of a return that repeats the figure of the period before it to the last digit
with figure as (
    select indicator, area_code, period_type, starts, ends, source, value, row from compared
    union all
    select indicator, area_code, period_type, starts, ends, source, value, null as row
    from comparable_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
)

select compared.indicator, compared.area_code, compared.period_type, compared.starts, compared.ends, compared.row,
    compared.value, before.period_type as before_type, before.starts as before_starts, before.ends as before_ends
from compared
inner join figure as before
    on compared.indicator = before.indicator and compared.area_code = before.area_code
    and compared.source = before.source and compared.period_type = before.period_type
    and before.ends < compared.ends and before.ends >= compared.starts - interval 1 day
    and compared.value = before.value
where compared.state = 'new' and compared.value >= 20
order by compared.row;

-- name: mismatched_totals
-- one row per total that is not what its parts give, or less than some of them give, where a return brings the total or
-- one of its parts; parts are areas, periods, or other indicators
-- published figures of regions and countries are rounded, each by up to 5
with known as (
    select indicator, area_code, period_type, starts, ends, source, value
    from comparable_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
),

figure as (
    select indicator, area_code, period_type, starts, ends, source, value, row
    from compared
    where value is not null and state <> 'older' and indicator in (select indicator from summed_indicator)
    union all
    select known.*, null as row
    from known
    -- an older edition takes no known figure's place
    anti join (select * from compared where state <> 'older') as compared
        on known.indicator = compared.indicator and known.area_code = compared.area_code
        and known.source = compared.source and known.period_type = compared.period_type
        and known.starts = compared.starts and known.ends = compared.ends
    where known.value is not null and known.indicator in (select indicator from summed_indicator)
),

of_areas as (
    select
        whole.indicator, whole.area_code, whole.period_type, whole.starts, whole.ends, whole.source, whole.value,
        whole.row, sum(part.value) as of_parts, count(*) as parts, any_value(area_part.parts) as parts_needed,
        max(part.row) as part_row, 'areas' as kind
    from figure as whole
    inner join area_part on whole.area_code = area_part.area_code
    inner join figure as part
        on area_part.part_code = part.area_code
        and whole.indicator = part.indicator and whole.source = part.source
        and whole.period_type = part.period_type and whole.starts = part.starts and whole.ends = part.ends
    group by all
),

of_periods as (
    select
        whole.indicator, whole.area_code, whole.period_type, whole.starts, whole.ends, whole.source, whole.value,
        whole.row, sum(part.value) as of_parts, count(*) as parts,
        case
            when whole.period_type = 'financial_year' and part.period_type = 'quarter' then 4
            when whole.period_type = 'financial_year' then 12
            else 3
        end as parts_needed,
        max(part.row) as part_row, part.period_type as kind
    from figure as whole
    inner join figure as part
        on whole.indicator = part.indicator and whole.area_code = part.area_code and whole.source = part.source
        and part.starts >= whole.starts and part.ends <= whole.ends
    inner join summed_indicator as summed on whole.indicator = summed.indicator and summed.is_flow
    where
        (whole.period_type = 'financial_year' and part.period_type in ('quarter', 'month'))
        or (whole.period_type = 'quarter' and part.period_type = 'month')
    group by all
),

of_indicators as (
    select
        whole.indicator, whole.area_code, whole.period_type, whole.starts, whole.ends, whole.source, whole.value,
        whole.row, sum(part.value) as of_parts, count(*) as parts, any_value(indicator_part.parts) as parts_needed,
        max(part.row) as part_row, 'indicators' as kind
    from figure as whole
    inner join indicator_part on whole.indicator = indicator_part.indicator and indicator_part.share = ''
    inner join figure as part
        on indicator_part.part = part.indicator
        and whole.area_code = part.area_code and whole.source = part.source
        and whole.period_type = part.period_type and whole.starts = part.starts and whole.ends = part.ends
    group by all
)

select *
from (
    select * from of_areas
    union all by name
    select * from of_periods
    union all by name
    select * from of_indicators
)
where
    (row is not null or part_row is not null)
    and case when parts = parts_needed then abs(value - of_parts) else of_parts - value end > case
        when area_code in (select area_code from rounded_area) then 5 * (parts + 1)
        else 0.5
    end
order by ends desc, indicator, area_code;

-- name: impossible_counts
-- one row per count of a return that no longer fits what came before: a part above the whole that is known, or a whole
-- below the part that is known, which the return does not bring anew; $indicators are those parts and wholes
with known as (
    select indicator, area_code, source, period_type, starts, ends, value, return_id
    from comparable_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
),

kept as (
    select *
    from known
    anti join staged_fact
        on known.indicator = staged_fact.indicator and known.area_code = staged_fact.area_code
        and known.source = staged_fact.source and known.period_type = staged_fact.period_type
        and known.starts = staged_fact.starts and known.ends = staged_fact.ends
)

select
    share.indicator as share,
    fact.indicator,
    fact.area_code,
    fact.period_type,
    fact.starts,
    fact.ends,
    fact.value,
    kept.indicator as other,
    kept.value as other_value,
    kept.return_id as other_return_id,
    fact.indicator = share.numerator as is_part,
    fact.return_id,
    fact.row
from share_lookup as share
inner join staged_fact as fact on fact.indicator in (share.numerator, share.denominator)
inner join kept
    on fact.area_code = kept.area_code and fact.source = kept.source
    and fact.period_type = kept.period_type and fact.starts = kept.starts and fact.ends = kept.ends
    and kept.indicator = case when fact.indicator = share.numerator then share.denominator else share.numerator end
where case when fact.indicator = share.numerator then fact.value > kept.value else fact.value < kept.value end
order by fact.row, share.indicator;

-- name: parts_above_others
-- one row per count of a return that does not fit what another source gives: a part above its whole, or a whole below
-- its part; only where the return's own source has no such figure
with known as (
    select indicator, area_code, source, period_type, starts, ends, value, return_id
    from comparable_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator) and value is not null
),

sent as (
    select indicator, area_code, source, period_type, starts, ends, value, row
    from compared
    where state in ('new', 'revised') and value is not null
),

figure as (
    select indicator, area_code, source, period_type, starts, ends, value, return_id from known
    union all
    select indicator, area_code, source, period_type, starts, ends, value, null as return_id from compared
    where value is not null
),

pair as (
    select sent.*, indicator_part.indicator as other, true as is_part
    from sent
    inner join indicator_part on sent.indicator = indicator_part.part
    union all
    select sent.*, indicator_part.part as other, false as is_part
    from sent
    inner join indicator_part on sent.indicator = indicator_part.indicator
)

select
    pair.indicator, pair.area_code, pair.period_type, pair.starts, pair.ends, pair.value, pair.row, pair.is_part,
    pair.other, figure.value as other_value
from (
    select distinct * from pair
    anti join figure
        on pair.other = figure.indicator and pair.area_code = figure.area_code and pair.source = figure.source
        and pair.period_type = figure.period_type and pair.starts = figure.starts and pair.ends = figure.ends
) as pair
inner join figure
    on pair.other = figure.indicator and pair.area_code = figure.area_code
    and pair.period_type = figure.period_type and pair.starts = figure.starts and pair.ends = figure.ends
where case when pair.is_part then pair.value > figure.value else pair.value < figure.value end
qualify row_number() over (partition by pair.row, pair.other order by figure.return_id desc nulls first) = 1
order by pair.row, pair.other;
