-- one row per column of a parquet file, in its order; one that holds lists or records is one column
select column_name as name from (describe select * from read_parquet($path, hive_partitioning = false));
