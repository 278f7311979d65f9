-- one row per line of the file: text turned into codes, dates and numbers; null where that failed
create or replace temp table staged_fact as
select
    raw.row,
    coalesce(raw.indicator, '') as indicator,
    coalesce(area.code, '') as area_code,
    period.period_type,
    period.starts,
    period.ends,
    try_cast(raw.value as double) as value,
    try_cast(raw.numerator as double) as numerator,
    try_cast(raw.denominator as double) as denominator,
    coalesce(nullif(raw.status, ''), 'final') as status,
    coalesce(raw.symbol, '') as symbol,
    coalesce(raw.source, '') as source,
    coalesce(raw.note, '') as note,
    definition.kind,
    source.source is not null as source_is_known,
    coalesce(raw.value, '') <> '' as has_value,
    coalesce(raw.numerator, '') <> '' as has_numerator,
    coalesce(raw.denominator, '') <> '' as has_denominator
from raw_fact as raw
left join definition_lookup as definition on raw.indicator = definition.indicator
left join area_lookup as area on raw.area = area.name
left join period_lookup as period on raw.period = period.period
left join source_lookup as source on raw.source = source.source;
