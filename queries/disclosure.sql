-- What a public copy shows and withholds, and what was published before.

-- name: publishable_texts
-- one row per text of a finding, event or target, with what was decided about publishing it; version counts what was
-- written on the page
select
    'finding' as kind, finding as name, indicator, area_code, version, statement as words, source,
    public, decided_by, decided_on
from current_finding
union all by name
select
    'event' as kind, strftime(happened_on, '%Y-%m-%d') as name, indicator, area_code, 0 as version, title as words, '' as source,
    coalesce(public, '') as public, coalesce(decided_by, '') as decided_by, decided_on
from current_event
union all by name
select
    'target' as kind, strftime(starts, '%Y-%m-%d') as name, indicator, area_code, 0 as version, note as words, '' as source,
    coalesce(public, '') as public, coalesce(decided_by, '') as decided_by, decided_on
from current_target
where note <> ''
order by kind, name, indicator, area_code, words;

-- name: public_findings
-- one row per finding that somebody decided may be published, under a name that says nothing of the others
select
    'finding_' || lpad(place::varchar, 5, '0') as finding,
    quadrant, stage, area_code, period_type, starts, ends, indicator, strength, statement, source, priorities
from (
    select *, row_number() over (order by ends desc, quadrant, area_code, statement, source, finding) as place
    from current_finding
    where public = 'yes'
)
order by place;

-- name: public_targets
-- one row per target, with its note where somebody decided that it may be published
select
    indicator, area_code, starts, ends, value, direction, source,
    case when public = 'yes' then note else '' end as note
from current_target
order by indicator, area_code, starts;

-- name: public_events
-- one row per event that somebody decided may be published
select happened_on, area_code, indicator, title, source
from current_event
where public = 'yes'
order by happened_on, area_code, indicator, title, source;

-- name: small_counts_elsewhere
-- one row per indicator, area and period outside some areas with a small count that nobody has published, and whether
-- its series may be linked: to periods within periods, to other indicators, or as part of a percentage; rates,
-- percentages and means that stand alone are among them, since they may imply a count
with small as (
    select distinct indicator, area_code, period_type, starts, ends
    from known_observation($known_at)
    where
        not list_contains($areas::varchar[], area_code)
        and not list_contains($public_sources::varchar[], source)
        and (
            (list_contains($counts::varchar[], indicator) and value between 1 and $threshold)
            or numerator between 1 and $threshold
            or denominator between 1 and $threshold
            or denominator - numerator between 1 and $threshold
            or (list_contains($counts::varchar[], indicator) and value <> round(value))
            or (list_contains($shares::varchar[], indicator) and value is not null and numerator is null)
        )
),

series as (
    select
        indicator,
        area_code,
        count(distinct period_type) > 1
        or bool_or(period_type = 'months')
        or bool_or(numerator is not null)
        or bool_or(value <> round(value))
        or bool_or(list_contains($shares::varchar[], indicator)) as is_linked
    from observation
    where (indicator, area_code) in (select (indicator, area_code) from small)
    group by indicator, area_code
)

select
    small.*,
    series.is_linked or list_contains($related::varchar[], small.indicator) as is_linked
from small
inner join series on small.indicator = series.indicator and small.area_code = series.area_code
order by small.indicator, small.area_code, small.starts, small.ends;

-- name: export_public_figures
-- one row per figure in force, into a file: without the numbers that are withheld, without notes, and without the
-- figures of which not even a symbol may be shown and those of too short periods; those of publishers stay as published
copy (
    select
        figure.indicator,
        figure.area_code,
        figure.period_type,
        figure.starts,
        figure.ends,
        case
            when is_withheld then null
            when is_rounded and is_count then floor(value / $rounding + 0.5) * $rounding
            -- the printed percentage would tell what its rounded counts do not
            when is_rounded and numerator is not null and denominator is not null then null
            -- what adding in binary leaves of a whole number
            when is_count and abs(value - round(value)) <= $dust then round(value) + 0
            else value
        end as value,
        case
            when is_withheld then null
            when is_rounded then floor(numerator / $rounding + 0.5) * $rounding
            when abs(numerator - round(numerator)) <= $dust then round(numerator) + 0
            else numerator
        end as numerator,
        case
            when is_withheld then null
            when is_rounded then floor(denominator / $rounding + 0.5) * $rounding
            when abs(denominator - round(denominator)) <= $dust then round(denominator) + 0
            else denominator
        end as denominator,
        figure.status,
        case when is_withheld and (value is not null or numerator is not null or symbol = 'low') then 'c' else symbol end as symbol,
        figure.source,
        figure.edition,
        -- nobody decides about notes on figures one by one, so none is published
        '' as note
    from (
        select
            known.*,
            withheld_figure.indicator is not null and not is_public as is_withheld,
            coalesce(withheld_figure.is_left_out, false) and not is_public as is_left_out,
            $rounding > 1 and not is_public as is_rounded,
            list_contains($counts::varchar[], known.indicator) as is_count
        from (
            select *, list_contains($public_sources::varchar[], source) as is_public
            from known_observation($known_at)
        ) as known
        left join withheld_figure
            on
                known.indicator = withheld_figure.indicator
                and known.area_code = withheld_figure.area_code
                and known.starts = withheld_figure.starts
                and known.ends = withheld_figure.ends
    ) as figure
    where
        not is_left_out
        and (
            is_public
            or not list_contains($flows::varchar[], figure.indicator)
            or date_diff('day', figure.starts, figure.ends) + 1 >= $shortest_days
        )
    order by figure.indicator, figure.area_code, figure.starts, figure.ends, figure.source
) to $file (format parquet);

-- name: insert_public_figures
-- one row per figure of a file that a public copy takes in
insert into observation by name
select *, $return_id as return_id, $return_id as first_return_id from read_parquet($file);

-- name: withheld_figures
-- one row per figure that a public copy withholds (role is empty), or per part of a percentage, and why
select indicator, role, area_code, period_type, starts, ends, why
from withheld
order by indicator, role, area_code, starts, ends;

-- name: public_copy_rule
-- one row: the rule for small numbers under which a public copy was made
select reason as rule from return_event;

-- name: last_publication
-- one row: the number of the last publication, 0 before the first, and how many counts are known of them all
select
    (select coalesce(max(publication), 0) from publication) as publication,
    (select count(*) from publication_cell) as cells;

-- name: published_cells
-- one row per count that was let out or withheld before, and number it had
select distinct indicator, role, area_code, starts, ends, value
from publication_cell
order by indicator, role, area_code, starts, ends, value;
