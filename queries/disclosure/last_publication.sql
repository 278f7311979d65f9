-- one row: the number of the last publication, 0 before the first, and how many counts are known of them all
select
    (select coalesce(max(publication), 0) from publication) as publication,
    (select count(*) from publication_cell) as cells;
