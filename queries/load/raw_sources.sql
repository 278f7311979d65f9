-- one row per source that was read
select distinct source from raw_fact where source is not null order by source;
