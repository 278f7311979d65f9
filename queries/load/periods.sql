-- one row per spelling of a period in the file
select distinct period from raw_fact where period is not null;
