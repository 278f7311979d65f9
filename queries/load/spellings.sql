-- one row per column and spelling in it, of the columns that refer to something
select distinct 'indicator' as place, indicator as spelling from raw_fact where indicator is not null
union all
select distinct 'area' as place, area as spelling from raw_fact where area is not null
union all
select distinct 'period' as place, period as spelling from raw_fact where period is not null
union all
select distinct 'source' as place, source as spelling from raw_fact where source is not null;
