-- one row per derived proportion, area, source and period whose numerator is above its denominator
select
    share.indicator,
    part.indicator as numerator,
    whole.indicator as denominator,
    part.area_code,
    part.source,
    part.period_type,
    part.starts,
    part.ends,
    part.value as numerator_value,
    whole.value as denominator_value,
    part.return_id,
    part.row
from share_lookup as share
inner join staged_fact as part on share.numerator = part.indicator
inner join staged_fact as whole
    on share.denominator = whole.indicator
    and part.area_code = whole.area_code
    and part.source = whole.source
    and part.period_type = whole.period_type
    and part.starts = whole.starts
    and part.ends = whole.ends
where part.value > whole.value
order by part.return_id, part.row;
