-- one row: how many bytes the file of a whole store has: three headers and its blocks
select 3 * 4096 + block_size * total_blocks as bytes from pragma_database_size() where database_name = 'store';
