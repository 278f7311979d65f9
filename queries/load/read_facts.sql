-- one row per line of a facts file, as text, with its row number as a spreadsheet shows it
create or replace temp table raw_fact as
select row_number() over () + 1 as row, *
from
    read_csv(
        $path, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', strict_mode = true,
        null_padding = false, encoding = 'utf-8'
    );
