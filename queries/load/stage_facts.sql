-- one row per line of the file, beside those of the files before it: text turned into codes, dates and numbers
-- null where that failed; DuckDB would take 1_000 for a number; a line of commas is none
insert into staged_fact
select
    indicator.indicator,
    area.area_code,
    period.period_type,
    period.starts,
    period.ends,
    case when not contains(raw.value, '_') then try_cast(raw.value as double) end as value,
    case when not contains(raw.numerator, '_') then try_cast(raw.numerator as double) end as numerator,
    case when not contains(raw.denominator, '_') then try_cast(raw.denominator as double) end as denominator,
    coalesce(nullif(trim(raw.status), ''), 'final') as status,
    coalesce(trim(raw.symbol), '') as symbol,
    source.source,
    coalesce(trim(raw.note), '') as note,
    $return_id as return_id,
    raw.rowid as row,
    indicator.kind,
    coalesce(trim(raw.value), '') <> '' as has_value,
    coalesce(trim(raw.numerator), '') <> '' as has_numerator,
    coalesce(trim(raw.denominator), '') <> '' as has_denominator
from raw_fact as raw
left join indicator_lookup as indicator on raw.indicator = indicator.spelling
left join area_lookup as area on raw.area = area.spelling
left join period_lookup as period on raw.period = period.spelling
left join source_lookup as source on raw.source = source.spelling
where
    coalesce(
        raw.indicator, raw.area, raw.period, raw.value, raw.numerator, raw.denominator, raw.status, raw.symbol,
        raw.source, raw.note
    ) is not null;
