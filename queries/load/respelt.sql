-- one row per figure of a return whose spelling may mean something else too, with what is told of it
select fact.row, raw.value as spelling, figure.warning
from staged_fact as fact
inner join raw_fact as raw on fact.row = raw.rowid
inner join figure_lookup as figure on raw.value = figure.spelling
where figure.warning <> ''
order by fact.row;
