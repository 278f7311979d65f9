-- one row per staged file: how many figures it gives
select return_id, count(*) as row_count from staged_fact group by return_id;
