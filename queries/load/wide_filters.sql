-- one row per distinct set of words by which a publisher's file tells its lines apart
select distinct filter_1, filter_2, filter_3, filter_4 from wide_line limit 200;
