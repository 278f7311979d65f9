-- one row per way in which a publisher's file names a period
select distinct time_period, time_identifier from wide_line order by time_period, time_identifier;
