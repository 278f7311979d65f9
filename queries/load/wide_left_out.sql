-- one row per reason why lines about an area of the catalogue are left out: how many, of which areas, the first of them
select
    why,
    case why when 'period' then coalesce(time_identifier, '') when 'level' then coalesce(geographic_level, '')
        when 'part' then coalesce(part_column, '') else coalesce(new_la_code, '') end as what,
    coalesce(period_words, '') as period_words,
    count(distinct line) as lines,
    list(distinct line order by line)[:5] as first_lines,
    list(distinct area_code order by area_code) as areas,
    list(distinct part_word order by part_word)[:6] as words,
    list(distinct la_name order by la_name)[:6] as names
from left_out
group by all
order by why, lines desc, what, period_words;
