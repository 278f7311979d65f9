-- one row per column that no definition knows and that holds one and the same word on every line that gives a figure
select cell.column_name, any_value(trim(cell.text)) as words
from cell
inner join other_column on cell.column_name = other_column.column_name
where
    cell.line in (select line from judged where why is null)
    and is_part_word(cell.text)
    and not is_small_words(cell.text)
    and plain_words(cell.text) not in (select spelling from symbol_spelling)
group by cell.column_name
having
    count(distinct plain_words(cell.text)) = 1
    and count(distinct cell.line) = (select count(distinct line) from judged where why is null)
order by cell.column_name;
