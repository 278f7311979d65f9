-- one row per source as data/ has it, whatever edition came since
select source.source, source.edition
from source
inner join return_file as file on source.return_id = file.return_id and file.origin = 'data'
where source.return_id not in (select return_id from gone_return)
order by source.source;
