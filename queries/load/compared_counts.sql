-- one row per state: how many figures of the return are in it
select state, count(*) as figures from compared group by state;
