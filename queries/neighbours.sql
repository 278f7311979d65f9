-- one row per area and statistical neighbour, nearest first
select area, rank, neighbour, closeness, model from current_neighbour order by area, rank;
