-- one row per event worth marking on a chart
select happened_on, area_code, indicator, title, source from current_event order by happened_on;
