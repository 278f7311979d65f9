-- one row per line that is asked for: its cells as they were written
select rowid as row, * from raw_fact where list_contains($rows, rowid) order by rowid;
