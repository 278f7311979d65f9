-- one row per figure in force of some sources: what was given for it last, and the day on which it first came
select
    o.indicator, o.area_code, o.period_type, o.starts, o.ends, o.source,
    arg_max(o.symbol, o.return_id) as symbol,
    min(e.happened_at)::date as accepted_at
from observation as o
inner join return_event as e on o.return_id = e.return_id and e.event = 'accepted'
where
    list_contains($sources, o.source)
    and o.return_id not in (select return_id from hidden_return($known_at))
group by o.indicator, o.area_code, o.period_type, o.starts, o.ends, o.source
order by o.indicator, o.area_code, o.starts, o.source;
