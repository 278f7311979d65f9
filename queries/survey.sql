-- A published file looked into before a definition knows it: its lines about the board's own areas, their region and
-- the country, every cell as text.

-- name: survey_csv
-- one row per line of a publisher's CSV about one of some areas, as text; line counts from 2
-- a place is looked at once, not once a line: cleaning its words takes far longer than reading the file twice
create or replace temp table survey_line as
with line_of_file as (
    select * from (select * from wide_shape union all by name select * from text_line($path, $columns, $delimiter))
),

place as materialized (
    select distinct geographic_level, country_code, region_code, new_la_code, old_la_code, la_name
    from line_of_file
)

select *
from line_of_file
where place_of(geographic_level, country_code, region_code, new_la_code, old_la_code, la_name) in (
    select place_of(geographic_level, country_code, region_code, new_la_code, old_la_code, la_name)
    from place
    where is_of_areas(geographic_level, country_code, region_code, new_la_code, old_la_code, la_name)
);

-- name: survey_parquet
-- one row per line of a publisher's parquet file about one of some areas, as text
-- positional_column is an empty frame with the names under which the columns are read, in their order
create or replace temp table survey_line as
with line_of_file as (
    select row_number() over () + 1 as line, *
    from (
        select * from positional_column
        union all
        select columns(*)::varchar from read_parquet($path, binary_as_string = true, hive_partitioning = false)
    )
),

whole_line as (
    select * from (select * from wide_shape union all by name select * from line_of_file)
),

place as materialized (
    select distinct geographic_level, country_code, region_code, new_la_code, old_la_code, la_name
    from whole_line
)

select *
from whole_line
where place_of(geographic_level, country_code, region_code, new_la_code, old_la_code, la_name) in (
    select place_of(geographic_level, country_code, region_code, new_la_code, old_la_code, la_name)
    from place
    where is_of_areas(geographic_level, country_code, region_code, new_la_code, old_la_code, la_name)
);

-- name: survey_areas
-- empty: the areas that a file is looked into for, by the codes and names that publishers know them by
create or replace temp table survey_area (key varchar, area_code varchar);
-- fields that are missing are alike: structs compare them so
create or replace temp macro place_of(level, country_code, region_code, new_code, old_code, name) as
    row(level, country_code, region_code, new_code, old_code, name);
create or replace temp macro is_of_areas(level, country_code, region_code, new_code, old_code, name) as
    case area_kind(level)
        when 'country' then plain_code(country_code) in (select key from survey_area)
        when 'region' then plain_code(region_code) in (select key from survey_area)
        when 'authority' then
            coalesce(plain_code(new_code) in (select key from survey_area), false)
            or coalesce(plain_code(old_code) in (select key from survey_area), false)
            or (level is null and coalesce(plain_words(name) in (select key from survey_area), false))
        else false
    end;

-- name: survey_lines
-- one row per line of `survey_line` with the area that it is about, the first of them
select
    coalesce(by_code.area_code, by_old_code.area_code, by_name.area_code) as area,
    line.*
from survey_line as line
left join survey_area as by_code
    on by_code.key = plain_code(
        case area_kind(line.geographic_level)
            when 'country' then line.country_code when 'region' then line.region_code else line.new_la_code
        end
    )
left join survey_area as by_old_code
    on area_kind(line.geographic_level) = 'authority' and by_old_code.key = plain_code(line.old_la_code)
left join survey_area as by_name
    on line.geographic_level is null and by_name.key = plain_words(line.la_name)
order by line.line
limit $most;

-- name: survey_line_count
-- one row: how many lines of the file are about one of the areas
select count(*) as lines from survey_line;
