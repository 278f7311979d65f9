-- one row per file of data/ in force
select return_id, name, sha256, row_count
from return_file
where origin = 'data' and return_id not in (select return_id from gone_return)
order by name;
