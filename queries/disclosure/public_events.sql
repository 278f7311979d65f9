-- one row per event that somebody decided may be published
select happened_on, area_code, indicator, title, source
from current_event
where public = 'yes'
order by happened_on, area_code, indicator, title, source;
