-- one row per line of a list of figures, as text; line as a spreadsheet counts it
create or replace temp table raw_fact as
select * from fact_shape
union all by name
select * from text_line($path, $columns, $delimiter);
