-- one row per figure of the returns that are new, ordered so that one series lies together on disk
-- $former_ids are the former selves of $return_ids, 0 for none: a line that was not touched keeps its age
insert into observation by name
with edition as (
    -- of a table some figures alone may be known: the edition is of the year that its source names, where it names one
    select
        fact.return_id, fact.source,
        case
            when any_value(published.year) = 0 then max(fact.ends)
            else least(
                greatest(max(fact.ends), make_date(any_value(published.year), 1, 1)),
                make_date(any_value(published.year), 12, 31)
            )
        end as edition
    from staged_fact as fact
    inner join (select unnest($published) as source, unnest($years)::bigint as year) as published
        on fact.source = published.source
    group by fact.return_id, fact.source
),

chain as (select unnest($return_ids) as return_id, unnest($former_ids) as former_id)

select
    fact.indicator, fact.area_code, fact.period_type, fact.starts, fact.ends, fact.value, fact.numerator,
    fact.denominator, fact.status, fact.symbol, fact.source, fact.note, fact.return_id,
    edition.edition,
    coalesce(former.first_return_id, former.return_id, fact.return_id) as first_return_id
from staged_fact as fact
inner join chain on fact.return_id = chain.return_id
left join edition on fact.return_id = edition.return_id and fact.source = edition.source
left join observation as former
    on former.return_id = chain.former_id
    and fact.indicator = former.indicator
    and fact.area_code = former.area_code
    and fact.source = former.source
    and fact.period_type = former.period_type
    and fact.starts = former.starts
    and fact.ends = former.ends
    and fact.value is not distinct from former.value
    and fact.numerator is not distinct from former.numerator
    and fact.denominator is not distinct from former.denominator
    and fact.status = former.status
    and fact.symbol = former.symbol
order by fact.indicator, fact.area_code, fact.starts;
