-- one row per finding that somebody decided may be published, under a name that says nothing of the others
select
    'finding_' || lpad(place::varchar, 5, '0') as finding,
    quadrant, stage, area_code, period_type, starts, ends, indicator, strength, statement, source, priorities
from (
    select *, row_number() over (order by ends desc, quadrant, area_code, statement, source, finding) as place
    from current_finding
    where public = 'yes'
)
order by place;
