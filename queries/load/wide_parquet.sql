-- one row per line of a publisher's parquet file that may be wanted, about an area of the catalogue, as text
-- positional_column is an empty frame with the names under which the columns are read, in their order
create or replace temp table wide_line as
with line_of_file as (
    select row_number() over () + 1 as line, *
    from (
        select * from positional_column
        union all
        select columns(*)::varchar from read_parquet($path, binary_as_string = true, hive_partitioning = false)
    )
)

select *
from (select * from wide_shape union all by name select * from line_of_file)
where may_be_wanted(geographic_level, new_la_code, old_la_code, la_name, filter_1);
