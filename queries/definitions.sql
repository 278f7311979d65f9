-- one row per indicator
select indicator, body from current_definition order by indicator;
