-- one row per agency that was ever challenged
select distinct agency from challenge order by agency;
