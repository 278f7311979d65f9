-- one row: the first number that no return has
select coalesce(max(return_id), 0) + 1 as return_id from return_file;
