-- one row per source of the return that is compared: the last day of its figures, which tells the edition
select source, max(ends) as ends
from compared
group by source
order by source;
