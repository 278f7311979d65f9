-- one row per problem: the rows of the file with a figure that cannot be taken, the column and the text in it
with problem as (
    select row, 'indicator' as place, 'unknown_indicator' as problem from staged_fact where kind is null
    union all
    select row, 'area', 'unknown_area' from staged_fact where area_code = ''
    union all
    select row, 'period', 'not_a_period' from staged_fact where period_type is null
    union all
    select row, 'source', 'unknown_source' from staged_fact where not source_is_known
    union all
    select row, 'value', 'not_a_number' from staged_fact where has_value and (value is null or not isfinite(value))
    union all
    select row, 'numerator', 'not_a_number'
    from staged_fact
    where has_numerator and (numerator is null or not isfinite(numerator))
    union all
    select row, 'denominator', 'not_a_number'
    from staged_fact
    where has_denominator and (denominator is null or not isfinite(denominator))
    union all
    select row, 'value', 'negative_count' from staged_fact where value < 0 and kind = 'count'
    union all
    select row, 'value', 'negative' from staged_fact where value < 0 and kind in ('proportion', 'rate', 'mean')
    union all
    select row, 'value', 'above_100' from staged_fact where value > 100 and kind = 'proportion'
    union all
    select row, 'numerator', 'negative_count' from staged_fact where numerator < 0
    union all
    select row, 'denominator', 'not_positive' from staged_fact where denominator <= 0
    union all
    select row, 'numerator', 'above_denominator'
    from staged_fact
    where numerator > denominator and kind = 'proportion'
    union all
    select row, 'numerator', 'half_a_fraction' from staged_fact where has_numerator <> has_denominator
    union all
    select row, 'value', 'nothing_given' from staged_fact where not has_value and not has_numerator and symbol = ''
    union all
    select row, 'symbol', 'figure_and_symbol'
    from staged_fact
    where (has_value or has_numerator) and symbol not in ('', 'u')
    union all
    select row, 'symbol', 'unknown_symbol'
    from staged_fact
    where symbol not in ('', 'c', 'x', 'z', 'u', 'low', 'k')
    union all
    select row, 'status', 'unknown_status' from staged_fact where status not in ('final', 'provisional', 'revised')
)

select
    problem.row,
    problem.place,
    problem.problem,
    case problem.place
        when 'indicator' then raw.indicator
        when 'area' then raw.area
        when 'period' then raw.period
        when 'source' then raw.source
        when 'value' then raw.value
        when 'numerator' then raw.numerator
        when 'denominator' then raw.denominator
        when 'symbol' then raw.symbol
        when 'status' then raw.status
    end as text
from problem
inner join raw_fact as raw on problem.row = raw.row
order by problem.row, problem.place;
