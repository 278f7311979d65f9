-- one row per line of a list of figures in parquet, as text
-- positional_column is an empty frame with the names under which the columns are read, in their order
create or replace temp table raw_fact as
select * from fact_shape
union all by name
select row_number() over () + 1 as line, *
from (
    select * from positional_column
    union all
    select columns(*)::varchar from read_parquet($path, binary_as_string = true, hive_partitioning = false)
);
