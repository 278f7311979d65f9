-- one row per step of some challenges, in order
select challenge, number, event, state, happened_at, happened_by, meeting, words, outcome, impact, due
from challenge_event
where list_contains($challenges, challenge)
order by challenge, number;
