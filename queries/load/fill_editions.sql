-- nothing: gives figures that were kept before editions were the edition they came from; nothing else of them changes
-- of data/ that is the year that its source names, of a publisher's file its newest figures; who corrected a figure by
-- hand corrected what was known then
update observation
set edition = filled.edition
from (
    with given as (
        select
            o.return_id, o.source, any_value(f.origin) as origin, any_value(f.kind) as kind,
            any_value(published.year) as year, max(o.ends) as ends, max(o.edition) as edition
        from observation as o
        inner join (select unnest($published) as source, unnest($years)::bigint as year) as published
            on o.source = published.source
        inner join return_file as f on o.return_id = f.return_id
        group by o.return_id, o.source
    ),

    own as (
        select
            *,
            case
                when edition is not null then edition
                when origin = 'data' and year > 0
                    then least(greatest(ends, make_date(year, 1, 1)), make_date(year, 12, 31))
                when origin = 'data' or list_contains($kinds, kind) then ends
            end as own_edition
        from given
    )

    select
        return_id, source,
        coalesce(own_edition, max(own_edition) over (partition by source order by return_id), ends) as edition
    from own
) as filled
where
    observation.edition is null
    and observation.return_id = filled.return_id
    and observation.source = filled.source;
