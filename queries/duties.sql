-- one row per figure that an agency owes, area and how often
select agency, indicator, area_code, every, starts, ends from current_duty order by agency, indicator, area_code, starts;
