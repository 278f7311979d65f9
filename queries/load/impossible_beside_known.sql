-- one row per count of a return that no longer fits what came before: a part above the whole that is known, or a whole
-- below the part that is known, which the return does not bring anew; $indicators are those parts and wholes
with known as (
    select indicator, area_code, source, period_type, starts, ends, value, return_id
    from known_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
),

kept as (
    select *
    from known
    anti join staged_fact
        on known.indicator = staged_fact.indicator and known.area_code = staged_fact.area_code
        and known.source = staged_fact.source and known.period_type = staged_fact.period_type
        and known.starts = staged_fact.starts and known.ends = staged_fact.ends
)

select
    share.indicator as share,
    fact.indicator,
    fact.area_code,
    fact.period_type,
    fact.starts,
    fact.ends,
    fact.value,
    kept.indicator as other,
    kept.value as other_value,
    kept.return_id as other_return_id,
    fact.indicator = share.numerator as is_part,
    fact.return_id,
    fact.row
from share_lookup as share
inner join staged_fact as fact on fact.indicator in (share.numerator, share.denominator)
inner join kept
    on fact.area_code = kept.area_code and fact.source = kept.source
    and fact.period_type = kept.period_type and fact.starts = kept.starts and fact.ends = kept.ends
    and kept.indicator = case when fact.indicator = share.numerator then share.denominator else share.numerator end
where case when fact.indicator = share.numerator then fact.value > kept.value else fact.value < kept.value end
order by fact.row, share.indicator;
