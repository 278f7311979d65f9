-- one row: how many figures are given more than once (by a hash, which is quick; naming them is `duplicates`)
select count(*) - count(distinct hash(indicator, area_code, source, period_type, starts, ends)) as duplicates
from staged_fact;
