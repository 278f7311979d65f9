-- one row: how many rows a parquet file says that it has, told without reading any
select sum(num_rows)::bigint as row_count from parquet_file_metadata($path);
