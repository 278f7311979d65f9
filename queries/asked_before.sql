-- one row per challenge about an indicator: the $most of each indicator and area that were moved last
select *, '' as seen
from current_challenge
where indicator <> ''
qualify row_number() over (partition by indicator, area_code order by last_at desc, challenge desc) <= $most
order by last_at desc, challenge desc;
