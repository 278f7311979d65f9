-- one row per source of which the return is a newer edition: the last day of its figures, and of those known
select compared.source, max(compared.ends) as ends, any_value(known.ends) as known_ends
from compared
inner join (
    select source, max(ends) as ends
    from known_observation($known_at)
    where list_contains($indicators, indicator)
    group by source
) as known on compared.source = known.source
where compared.state in ('new', 'revised', 'unchanged')
group by compared.source
having max(compared.ends) > any_value(known.ends)
order by compared.source;
