-- one row per priority and quadrant that challenges in some states are about: how many
select priority, quadrant, count(*) as challenges
from current_challenge
where list_contains($states, state) and (priority <> '' or quadrant <> '')
group by priority, quadrant
order by priority, quadrant;
