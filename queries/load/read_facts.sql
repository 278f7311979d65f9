-- one row per line of a facts file, as text; rowid counts them from 0 in the order of the file
-- nothing is guessed: what the reader may not take as it stands is an error with its line
create or replace temp table raw_fact as
select *, null::varchar as typed
from
    read_csv(
        $path, columns = $columns, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
        comment = '', max_line_size = 100000, strict_mode = true, null_padding = false, encoding = 'utf-8',
        compression = 'none', hive_partitioning = false
    );
