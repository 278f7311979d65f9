-- one row per return and event, newest first
select
    r.return_id, r.name, r.origin, r.sha256, r.row_count, e.event, e.happened_at, e.happened_by, e.reason,
    r.agency, r.kind, r.period, r.new_count, r.revised_count, r.unchanged_count, r.refused_count
from return_file as r
inner join return_event as e on r.return_id = e.return_id
order by e.happened_at desc, r.return_id desc, e.event;
