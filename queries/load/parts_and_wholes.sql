-- empty: areas that are summed from others, and which indicators are counts of what happened in a period
create or replace temp table area_part (area_code varchar, part_code varchar, parts bigint);
create or replace temp table summed_indicator (indicator varchar, is_flow boolean);
create or replace temp table rounded_area (area_code varchar);
