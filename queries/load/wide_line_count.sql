-- one row: how many lines of a publisher's file are about an area of the catalogue
select count(*) as lines from wide_line;
