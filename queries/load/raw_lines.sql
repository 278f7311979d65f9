-- one row per line that is asked for: its cells as they were written
select rowid as row, * from raw_fact where rowid in (select unnest($rows)) order by rowid;
