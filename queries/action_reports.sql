-- one row per report on an action of a priority, quarter by quarter and those of a quarter as they came
select action, number, starts, ends, state, words, impact, happened_at, happened_by
from action_event
where priority = $priority
order by action, starts, number;
