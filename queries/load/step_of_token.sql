-- at most one row: the step of a challenge that a form has written already; an empty token is no form's
select number
from challenge_event
where challenge = $challenge and event <> 'raise' and token = $token and token <> ''
limit 1;
