-- one row per area: the newest known number of its children ($population); combined areas have those of their parts
create or replace temp table area_children as
with newest as (
    select area_code, arg_max(value, ends) as value
    from known_observation($known_at)
    where indicator = $population and value is not null
    group by area_code
)

select * from newest
union all
select part.area_code, sum(newest.value) as value
from area_part as part
inner join newest on part.part_code = newest.area_code
where part.area_code not in (select area_code from newest)
group by part.area_code
having count(*) = any_value(part.parts);
