-- The store itself: its layout and its file.

-- name: layout
-- one row: the fingerprint of the views in the store, none where it is not known
select sha256 from return_file where origin = 'layout' order by return_id desc limit 1;

-- name: insert_layout
-- one row: the layout that was laid, noted like a return; it has no event, so it is in no list of returns
insert into return_file (return_id, name, origin, sha256, row_count)
select coalesce(max(return_id), 0) + 1, 'layout', 'layout', $sha256, 0 from return_file;

-- name: smallest_file_size
-- one row: how many bytes the file of a whole store has at least: three headers and the blocks in use
select 3 * 4096 + block_size * used_blocks as bytes from pragma_database_size() where database_name = 'store';

-- name: checkpoint
-- nothing: puts what was committed into the store's one file, or fails where the disk has no room for it
checkpoint;

-- name: made_up_tables
-- one row: how many tables the store has that can say that its figures are made up; none before there was one
select count(*) as tables from information_schema.tables where table_name = 'made_up';

-- name: made_up
-- one row: how many times it was noted that the figures of this store are made up
select count(*) as marks from made_up;

-- name: table_columns
-- one row per table and column of the store itself, views left out
select c.table_name, c.column_name
from information_schema.columns as c
join information_schema.tables as t
    on t.table_catalog = c.table_catalog and t.table_schema = c.table_schema and t.table_name = c.table_name
where t.table_type = 'BASE TABLE' and c.table_catalog = current_database()
order by c.table_name, c.column_name;

-- name: store_counts
-- one row: how many figures and files that came the store holds, and the moment of the last event of them
select
    (select count(*) from observation) as figures,
    (select count(*) from return_file where origin <> 'layout') as files,
    (select max(happened_at) from return_event) as last_event;
