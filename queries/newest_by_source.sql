-- one row per indicator and source: the newest period that it gives
select
    indicator, source,
    arg_max(period_type, ends) as period_type,
    arg_max(starts, ends) as starts,
    max(ends) as ends
from observation
where list_contains($sources, source) and return_id not in (select return_id from hidden_return($known_at))
group by indicator, source
order by indicator, source;
