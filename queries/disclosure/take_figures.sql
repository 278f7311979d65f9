-- one row per figure of a file that a public copy takes in
insert into observation by name
select *, $return_id as return_id, $return_id as first_return_id from read_parquet($file);
