-- one row per area, in the order of data/areas.csv
select code, name, level, region_code, old_code, parts, note from current_area order by position;
