-- one row per challenge of those chosen, the one moved last first or, $by_due, the one due first; an empty list or text chooses all
select challenge, count(*) over () as total
from current_challenge
where
    (len($states) = 0 or list_contains($states, state))
    and ($agency = '' or lower(agency) = lower($agency))
    and ($indicator = '' or indicator = $indicator)
    and ($area = '' or area_code = $area)
    and ($priority = '' or priority = $priority)
    and ($overdue_on is null or (due < $overdue_on and list_contains($waiting, state)))
    and ($text = '' or contains(lower(question || ' ' || agency), lower($text)))
order by case when $by_due then due end, case when $by_due then challenge end, last_at desc, challenge desc
limit $limit
offset $offset;
