-- one row per agency that owes the board figures
select agency, name, source, days, note from current_agency order by name;
