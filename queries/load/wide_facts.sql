-- one row per figure that the definitions look for in a publisher's file, as text; place is the column it is in
-- lines of a breakdown (by sex, by age) are left out where the file has lines of the total beside them
create or replace temp table raw_fact as
with line_of_area as (
    select
        line.*,
        coalesce(by_code.area_code, by_name.area_code, by_old_code.area_code, by_bare_name.area_code) as area
    from wide_line as line
    left join area_key as by_code
        on by_code.kind = area_kind(line.geographic_level)
        and by_code.key = plain_code(
            case area_kind(line.geographic_level)
                when 'country' then line.country_code when 'region' then line.region_code else line.new_la_code
            end
        )
    left join area_key as by_name
        on by_name.kind = area_kind(line.geographic_level)
        and by_name.key = plain_words(
            case area_kind(line.geographic_level) when 'country' then line.country_name when 'region' then line.region_name end
        )
    left join area_key as by_old_code
        on area_kind(line.geographic_level) = 'authority'
        and by_old_code.kind = 'authority'
        and by_old_code.key = plain_code(line.old_la_code)
    left join area_key as by_bare_name
        on line.geographic_level is null
        and by_bare_name.kind <> 'authority'
        and by_bare_name.key = plain_words(line.la_name)
),

cell as (
    select *
    from (
        unpivot (select * from line_of_area where area is not null)
        on columns(* exclude (
            line, area, time_period, time_identifier, geographic_level, country_code, country_name, region_code,
            region_name, old_la_code, new_la_code, la_name, filter_1, filter_2, filter_3, filter_4
        ))
        into name column_name value text
    )
),

breakdown as (
    select distinct column_name
    from cell
    where plain_words(text) = 'total' and column_name not in (select column_name from wide_column)
),

part as (
    select distinct line
    from cell
    where column_name in (select column_name from breakdown) and plain_words(text) <> 'total'
),

figure as (
    select
        cell.*, wide_column.published_name, wide_column.indicator, wide_column.source, wide_column.rule,
        wide_column.month,
        -- the dust that binary fractions leave behind is swept off
        round(try_cast(replace(replace(trim(cell.text), ',', ''), '%', '') as double), 10) as number
    from cell
    inner join wide_column
        on cell.column_name = wide_column.column_name
        and (wide_column.wanted_1 is null or list_contains(wide_column.wanted_1, plain_words(cell.filter_1)))
        and (wide_column.wanted_2 is null or list_contains(wide_column.wanted_2, plain_words(cell.filter_2)))
        and (wide_column.wanted_3 is null or list_contains(wide_column.wanted_3, plain_words(cell.filter_3)))
        and (wide_column.wanted_4 is null or list_contains(wide_column.wanted_4, plain_words(cell.filter_4)))
    where cell.line not in (select line from part) and trim(cell.text) <> ''
),

found as (
    select
        figure.indicator,
        figure.area,
        coalesce(period.period, figure.time_period) as period,
        case
            when figure.number is not null and not contains(figure.text, '_') then figure.number::varchar
            when known.symbol is null then figure.text
        end as value,
        coalesce(period.status, 'final') as status,
        coalesce(known.symbol, '') as symbol,
        figure.source,
        figure.line,
        figure.published_name as place
    from figure
    left join reporting_period as period
        on figure.time_period is not distinct from period.time_period
        and figure.time_identifier is not distinct from period.time_identifier
        and figure.rule = period.rule
        and figure.month = period.month
    left join symbol_spelling as known on plain_words(figure.text) = known.spelling
    order by figure.line, figure.published_name
)

select * from fact_shape
union all by name
select * from found;
