-- one row per column of a parquet file, in its order
select name from parquet_schema($path) where num_children is null or num_children = 0;
