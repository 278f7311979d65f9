-- one row per plan
select plan, body from current_plan order by plan;
