-- at most one row: whether anything was read
select line from raw_fact limit 1;
