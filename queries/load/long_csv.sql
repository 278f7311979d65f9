-- one row per line of a list of figures, as text; line as a spreadsheet counts it
create or replace temp table raw_fact as
with line_of_file as (
    select row_number() over () + 1 as line, *
    from
        read_csv(
            $path, columns = $columns, header = true, auto_detect = false, delim = $delimiter, quote = '"',
            escape = '"', comment = '', max_line_size = 100000, strict_mode = true, null_padding = false,
            encoding = 'utf-8', compression = 'none', hive_partitioning = false
        )
)

select * from fact_shape
union all by name
select * from line_of_file;
