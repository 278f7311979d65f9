-- at most one row: the challenge that a form has raised already; an empty token is no form's
select challenge from challenge_event where event = 'raise' and token = $token and token <> '' limit 1;
