-- one row per line of a publisher's CSV that may be wanted, about an area of the catalogue, as text; line counts from 2
create or replace temp table wide_line as
with line_of_file as (
    select row_number() over () + 1 as line, *
    from
        read_csv(
            $path, columns = $columns, header = true, auto_detect = false, delim = $delimiter, quote = '"',
            escape = '"', comment = '', max_line_size = 100000, strict_mode = true, null_padding = false,
            encoding = 'utf-8', compression = 'none', hive_partitioning = false
        )
),

any_line as (
    select * from wide_shape
    union all by name
    select * from line_of_file
)

select *
from any_line
where is_of_catalogue(geographic_level, new_la_code, old_la_code, la_name) and may_be_wanted(filter_1);
