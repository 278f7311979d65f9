-- one row per sound figure of a return, beside the one that is known: new, revised, unchanged, or of an older edition
create or replace temp table compared as
with newest as (
    select source, max(ends) as ends from staged_fact where row not in (select row from refused_row) group by source
),

known as (
    select *
    from known_observation($known_at)
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
