-- one row: how many figures of publishers' tables have no edition
select count(*) as figures from observation where edition is null and list_contains($published, source);
