-- one row per row of a person's table, as text; sheet_row is a frame
create or replace temp table raw_fact as
select * from fact_shape
union all by name
select * from sheet_row;
