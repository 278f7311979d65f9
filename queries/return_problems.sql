-- one row per thing that was wrong or doubtful in a return when it was accepted
select kind, place, value, message from return_problem where return_id = $return_id order by kind, place;
