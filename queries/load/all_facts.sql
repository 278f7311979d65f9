-- empty: takes the rows of every facts file of one build
create or replace temp table all_fact as
select *, 0::bigint as row from observation limit 0;
