-- one row per challenge of some numbers, as it stands and with what was seen; in no order
select current_challenge.*, seen.seen
from current_challenge
join (
    select challenge, seen
    from challenge
    where
        challenge between list_min($challenges) and list_max($challenges)
        and list_contains($challenges, challenge)
) as seen using (challenge)
where
    challenge between list_min($challenges) and list_max($challenges)
    and list_contains($challenges, challenge);
