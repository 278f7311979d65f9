-- one row per problem: the line of the file with a figure that cannot be taken, and the column
select return_id, row, 'indicator' as place, 'unknown_indicator' as problem
from staged_fact
where indicator is null
union all
select return_id, row, 'area', 'unknown_area' from staged_fact where area_code is null
union all
select return_id, row, 'period', 'not_a_period' from staged_fact where period_type is null
union all
select return_id, row, 'source', 'unknown_source' from staged_fact where source is null
union all
select return_id, row, 'value', 'not_a_number'
from staged_fact
where has_value and (value is null or not isfinite(value))
union all
select return_id, row, 'numerator', 'not_a_number'
from staged_fact
where has_numerator and (numerator is null or not isfinite(numerator))
union all
select return_id, row, 'denominator', 'not_a_number'
from staged_fact
where has_denominator and (denominator is null or not isfinite(denominator))
union all
select return_id, row, 'value', 'percentage_of_count' from staged_fact where kind = 'count' and rtrim(typed) like '%\%' escape '\'
union all
-- beyond it nothing is counted, and dates, times and numbers of cases stand in the place of figures
select return_id, row, 'value', 'implausible'
from staged_fact
where abs(value) > case when kind = 'value' then 1e12 else 1e8 end and isfinite(value)
union all
select return_id, row, 'numerator', 'implausible' from staged_fact where abs(numerator) > 1e8 and isfinite(numerator)
union all
select return_id, row, 'denominator', 'implausible' from staged_fact where abs(denominator) > 1e8 and isfinite(denominator)
union all
select return_id, row, 'value', 'not_whole'
from staged_fact
where is_whole and value <> round(value) and isfinite(value)
union all
select return_id, row, 'numerator', 'part_not_whole'
from staged_fact
where numerator <> round(numerator) and isfinite(numerator) and kind in ('count', 'proportion', 'rate', 'mean')
union all
-- an average may be one of full-time equivalents or of parts of a year
select return_id, row, 'denominator', 'part_not_whole'
from staged_fact
where denominator <> round(denominator) and isfinite(denominator) and kind in ('count', 'proportion', 'rate')
union all
select return_id, row, 'value', 'negative_count' from staged_fact where value < 0 and isfinite(value) and kind = 'count'
union all
select return_id, row, 'value', 'negative'
from staged_fact
where value < 0 and isfinite(value) and kind in ('proportion', 'rate', 'mean')
union all
select return_id, row, 'value', 'above_100' from staged_fact where value > 100 and isfinite(value) and kind = 'proportion'
union all
select return_id, row, 'numerator', 'negative_count' from staged_fact where numerator < 0 and isfinite(numerator)
union all
select return_id, row, 'denominator', 'not_positive' from staged_fact where denominator <= 0 and isfinite(denominator)
union all
select return_id, row, 'numerator', 'above_denominator'
from staged_fact
where numerator > denominator and denominator > 0 and isfinite(numerator) and kind = 'proportion'
union all
select return_id, row, 'numerator', 'half_a_fraction' from staged_fact where has_numerator <> has_denominator
union all
select return_id, row, 'value', 'nothing_given'
from staged_fact
where not has_value and not has_numerator and not has_denominator and symbol = ''
union all
select return_id, row, 'symbol', 'figure_and_symbol'
from staged_fact
where (has_value or has_numerator) and symbol not in ('', 'u')
union all
select return_id, row, 'symbol', 'unknown_symbol'
from staged_fact
where symbol not in ('', 'c', 'x', 'z', 'u', 'low', 'k')
union all
select return_id, row, 'status', 'unknown_status'
from staged_fact
where status not in ('final', 'provisional', 'revised')
union all
select return_id, row, 'note', 'unreadable_text' from staged_fact where contains(note, chr(0));
