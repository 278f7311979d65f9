-- one row per count that was let out or withheld before, and number it had
select distinct indicator, role, area_code, starts, ends, value
from publication_cell
order by indicator, role, area_code, starts, ends, value;
