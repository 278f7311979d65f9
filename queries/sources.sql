-- one row per source
select source, title, publisher, date, edition, place, url, licence from current_source order by source;
