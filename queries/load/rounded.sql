-- one row per number of a count that was rounded, as it was a whole number but for the dust of binary fractions
select return_id, row, unnest(rounded) as place
from staged_fact
where rounded is not null
order by return_id, row;
