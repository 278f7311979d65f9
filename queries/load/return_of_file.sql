-- at most one row: the return in force with the same content, and who accepted it when
select r.return_id, e.happened_at, e.happened_by
from return_file as r
inner join return_event as e on r.return_id = e.return_id and e.event = 'accepted'
where r.sha256 = $sha256 and r.origin = 'return' and r.return_id not in (select return_id from gone_return)
order by r.return_id desc
limit 1;
