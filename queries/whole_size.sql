-- one row: how many bytes the file of a whole store has at least: three headers and the blocks in use
select 3 * 4096 + block_size * used_blocks as bytes from pragma_database_size() where database_name = 'store';
