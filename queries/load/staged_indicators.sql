-- one row per indicator of the return
select distinct indicator from staged_fact where indicator is not null order by indicator;
