-- one row: the highest number of a challenge, 0 where there is none
select coalesce(max(challenge), 0) as challenge from challenge;
