-- at most one row: the report on an action that a form has written already; an empty token is no form's
select number
from action_event
where priority = $priority and action = $action and token = $token and token <> ''
limit 1;
