-- one row: the layout that was laid, noted like a return; it has no event, so it is in no list of returns
insert into return_file (return_id, name, origin, sha256, row_count)
select coalesce(max(return_id), 0) + 1, 'layout', 'layout', $sha256, 0 from return_file;
