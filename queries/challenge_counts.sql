-- one row per state that challenges are in: how many, and how many of these are overdue on a day
select
    state,
    count(*) as challenges,
    count(*) filter (due < $on and list_contains($waiting, state)) as overdue
from current_challenge
group by state
order by state;
