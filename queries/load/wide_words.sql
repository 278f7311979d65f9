-- one row per column of a publisher's file and words in it, on lines about areas of the catalogue: how many lines
select column_name, any_value(trim(text)) as words, count(*) as lines
from (unpivot (select * exclude (line) from wide_line) on columns(*) into name column_name value text)
where is_part_word(text) and plain_words(text) not in (select spelling from symbol_spelling)
group by column_name, plain_words(text)
qualify row_number() over (partition by column_name order by count(*) desc, words) <= 200
order by column_name, lines desc, words;
