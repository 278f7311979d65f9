-- one row per line of a publisher's CSV that may be wanted, about an area of the catalogue, as text; line counts from 2
create or replace temp table wide_line as
select *
from (select * from wide_shape union all by name select * from text_line($path, $columns, $delimiter))
where may_be_wanted(geographic_level, new_la_code, old_la_code, la_name, filter_1);
