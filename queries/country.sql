-- The figures that are published of every authority in England, from which the data folder of any board is made.

-- name: country_figures
-- one row per published figure of some areas, from the file that has those of the whole country
select indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source
from read_parquet($path)
where list_contains($areas, area_code)
order by source, indicator, area_code, ends, starts;

-- name: write_country_figures
-- nothing: writes the file of every figure in force of the sources that some return brought for all authorities
copy (
    select indicator, area_code, period_type, starts, ends, value, numerator, denominator, status, symbol, source
    from known_observation($known_at)
    where
        source in (
            select source from known_observation($known_at)
            where area_code in (select code from current_authority) and area_code not in (select code from current_area)
        )
    order by indicator, source, area_code, ends, starts
) to $path (format parquet, compression zstd, compression_level 15);

-- name: country_figure_count
-- one row: how many figures such a file has
select count(*) as figures from read_parquet($path);
