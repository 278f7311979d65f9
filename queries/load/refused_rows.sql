-- one row per row of a return that is not taken in
select row from refused_row order by row;
