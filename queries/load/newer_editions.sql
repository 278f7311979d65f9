-- one row per source of which the return is a newer edition than all that is known: the last day of its figures
select compared.source, max(compared.ends) as ends
from compared
left join (
    select source, max(coalesce(edition, ends)) as ends
    from known_observation($known_at)
    where list_contains($indicators, indicator)
    group by source
) as known on compared.source = known.source
group by compared.source
having max(compared.ends) > coalesce(any_value(known.ends), date '0001-01-01')
order by compared.source;
