-- one row per line of the file, beside those of the files before it: text turned into codes, dates and numbers
-- null where that failed; a line of commas is none
insert into staged_fact
with read_line as (
    select
        raw.* exclude (typed),
        raw.rowid as row,
        indicator.indicator as indicator_id,
        indicator.kind,
        indicator.is_whole,
        area.area_code,
        period.period_type,
        period.starts,
        period.ends,
        source.source as source_id,
        number_of_list(case when figure.spelling is null then raw.value else figure.text end) as value_read,
        number_of_list(coalesce(top.text, raw.numerator)) as numerator_read,
        number_of_list(coalesce(base.text, raw.denominator)) as denominator_read,
        -- the symbol that the spelling of a figure stands for, such as <5
        figure.symbol as implied_symbol,
        figure.status as implied_status,
        coalesce(raw.typed, case when figure.spelling is not null then raw.value end) as typed
    from raw_fact as raw
    left join indicator_lookup as indicator on raw.indicator = indicator.spelling
    left join area_lookup as area on raw.area = area.spelling
    left join period_lookup as period on raw.period = period.spelling
    left join source_lookup as source on raw.source = source.spelling
    left join figure_lookup as figure on raw.value = figure.spelling
    left join part_lookup as top on raw.numerator = top.spelling
    left join part_lookup as base on raw.denominator = base.spelling
    where
        coalesce(
            raw.indicator, raw.area, raw.period, raw.value, raw.numerator, raw.denominator, raw.status, raw.symbol,
            raw.source, raw.note
        ) is not null
),

dusted_line as (
    select
        *,
        case when is_whole then dusted(value_read) else value_read end as value_taken,
        case when kind in ('count', 'proportion', 'rate', 'mean') then dusted(numerator_read) else numerator_read end
            as numerator_taken,
        case when kind in ('count', 'proportion', 'rate') then dusted(denominator_read) else denominator_read end
            as denominator_taken
    from read_line
)

select
    indicator_id as indicator,
    area_code,
    period_type,
    starts,
    ends,
    value_taken as value,
    numerator_taken as numerator,
    denominator_taken as denominator,
    coalesce(nullif(trim(status), ''), nullif(implied_status, ''), 'final') as status,
    coalesce(nullif(trim(symbol), ''), implied_symbol, '') as symbol,
    source_id as source,
    coalesce(trim(note), '') as note,
    $return_id as return_id,
    row,
    kind,
    coalesce(trim(value), '') <> '' and coalesce(implied_symbol, '') = '' as has_value,
    coalesce(trim(numerator), '') <> '' as has_numerator,
    coalesce(trim(denominator), '') <> '' as has_denominator,
    coalesce(typed, case when value_taken <> value_read then value end) as typed,
    case
        when value_taken <> value_read or numerator_taken <> numerator_read or denominator_taken <> denominator_read
            then list_filter(
                [
                    case when value_taken <> value_read then 'value' end,
                    case when numerator_taken <> numerator_read then 'numerator' end,
                    case when denominator_taken <> denominator_read then 'denominator' end
                ],
                lambda place: place is not null
            )
    end as rounded,
    coalesce(is_whole, false) as is_whole
from dusted_line;
