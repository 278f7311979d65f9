-- one row per indicator that may be given twice: by several sources, beside its counts, or beside the sum of its areas
-- Reads the table, superseded rows too: an indicator too many costs little, the view over all rows takes seconds.
select indicator
from observation
group by indicator
having
    min(hash(source)) <> max(hash(source))
    or bool_or(value is not null and numerator is not null)
    or bool_or(list_contains($combined, area_code))
order by indicator;
