-- one row per indicator and note among the current figures of some indicators
select distinct indicator, note
from known_observation($known_at)
where list_contains($indicators::varchar[], indicator) and note <> ''
order by indicator, note;
