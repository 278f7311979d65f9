-- one row per financial year, newest first: how many indicators have a figure of some areas that ends in it
select
    make_date(year(ends) + (month(ends) > 3)::int, 3, 31) as year_end,
    count(distinct indicator) filter (where symbol = '') as indicators
from observation
where
    list_contains($areas, area_code)
    and return_id not in (select return_id from hidden_return($known_at))
group by year_end
order by year_end desc;
