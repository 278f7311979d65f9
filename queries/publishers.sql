-- The wide tables of publishers: their lines about areas of the catalogue, and the figures that definitions look for
-- in those.

-- name: read_wide_csv
-- one row per line of a publisher's CSV that may be wanted, about an area of the catalogue, as text; line counts from 2
create or replace temp table wide_line as
with line_with_level as (
    select
        * replace (
            line_level(geographic_level, country_code, region_code, new_la_code, old_la_code, la_name)
            as geographic_level
        )
    from (select * from wide_shape union all by name select * from text_line($path, $columns, $delimiter))
)

select *
from line_with_level
where may_be_wanted(geographic_level, new_la_code, old_la_code, la_name, filter_1);

-- name: read_wide_parquet
-- one row per line of a publisher's parquet file that may be wanted, about an area of the catalogue, as text
-- positional_column is an empty frame with the names under which the columns are read, in their order
create or replace temp table wide_line as
with line_of_file as (
    select row_number() over () + 1 as line, *
    from (
        select * from positional_column
        union all
        select columns(*)::varchar from read_parquet($path, binary_as_string = true, hive_partitioning = false)
    )
),

line_with_level as (
    select
        * replace (
            line_level(geographic_level, country_code, region_code, new_la_code, old_la_code, la_name)
            as geographic_level
        )
    from (select * from wide_shape union all by name select * from line_of_file)
)

select *
from line_with_level
where may_be_wanted(geographic_level, new_la_code, old_la_code, la_name, filter_1);

-- name: wide_line_count
-- one row: how many lines of a publisher's file are about an area of the catalogue
select count(*) as lines from wide_line;

-- name: item_words
-- one row per short name of the interactive tool and what the extract calls it in words, where it does
select distinct filter_1 as item, country_name as words
from wide_line
where trim(coalesce(country_name, '')) <> '' and plain_words(filter_1) in (select unnest(wanted_1) from wide_column)
order by item, words;

-- name: forget_items
-- nothing: takes short names out of what is looked for
delete from wide_column where indicator in (select unnest($indicators)) and wanted_1 is not null;

-- name: wide_periods
-- one row per way in which a publisher's file names a period
select distinct time_period, time_identifier from wide_line order by time_period, time_identifier;

-- name: wide_facts
-- one row per figure that the definitions look for in a publisher's file, as text; place is the column it is in
-- what is left out of it though it is about an area of the catalogue lies in left_out, one row per line and reason

-- which words of a line are looked for by which column; distinct ones first: a mass file has few, and most of its lines
-- are looked for by nobody
create or replace temp table line_words as
select row_number() over () as words, *
from (select distinct filter_1, filter_2, filter_3, filter_4, filter_5, filter_6, filter_7 from wide_line);

create or replace temp table wanted_words as
select line_words.words, wide_column.rowid as wanted
from line_words
inner join wide_column
    on (wide_column.wanted_1 is null or list_contains(wide_column.wanted_1, plain_words(line_words.filter_1)))
    and (wide_column.wanted_2 is null or list_contains(wide_column.wanted_2, plain_words(line_words.filter_2)))
    and (wide_column.wanted_3 is null or list_contains(wide_column.wanted_3, plain_words(line_words.filter_3)))
    and (wide_column.wanted_4 is null or list_contains(wide_column.wanted_4, plain_words(line_words.filter_4)))
    and (wide_column.wanted_5 is null or list_contains(wide_column.wanted_5, plain_words(line_words.filter_5)))
    and (wide_column.wanted_6 is null or list_contains(wide_column.wanted_6, plain_words(line_words.filter_6)))
    and (wide_column.wanted_7 is null or list_contains(wide_column.wanted_7, plain_words(line_words.filter_7)));

-- the area of each line, or why it has none: a line is one of an authority only where its level says so
create or replace temp table line_of_area as
with wanted_line as (
    select line.*, line_words.words
    from wide_line as line
    inner join line_words
        on line.filter_1 is not distinct from line_words.filter_1
        and line.filter_2 is not distinct from line_words.filter_2
        and line.filter_3 is not distinct from line_words.filter_3
        and line.filter_4 is not distinct from line_words.filter_4
        and line.filter_5 is not distinct from line_words.filter_5
        and line.filter_6 is not distinct from line_words.filter_6
        and line.filter_7 is not distinct from line_words.filter_7
    where line_words.words in (select words from wanted_words)
),

keyed_line as (
    select
        line.*,
        area_kind(line.geographic_level) as kind,
        line.geographic_level is null as is_bare,
        plain_code(
            case area_kind(line.geographic_level)
                when 'country' then line.country_code when 'region' then line.region_code else line.new_la_code
            end
        ) as code_key,
        plain_words(
            case area_kind(line.geographic_level)
                when 'country' then line.country_name when 'region' then line.region_name
            end
        ) as name_key,
        plain_code(line.new_la_code) as own_code_key,
        plain_code(line.old_la_code) as old_code_key,
        plain_words(line.la_name) as own_name_key
    from wanted_line as line
),

-- each way of naming an area once: a mass file has as many as areas
area_name as (
    select distinct kind, is_bare, code_key, name_key, own_code_key, old_code_key, own_name_key from keyed_line
),

named_area as (
    select
        area_name.*,
        coalesce(by_code.area_code, by_old_code.area_code) as coded_area,
        -- a code under another authority's name is nobody's, nor two codes that are not one authority's; and where a
        -- new code is unknown the old one beside it may be left from before, as where the name with an old code is
        case
            when area_name.kind <> 'authority' or coded_area is null then null
            when not list_contains(by_own_name.codes, coded_area) then 'name'
            when by_code.area_code <> by_old_code.area_code then 'codes'
            when by_code.area_code is null and not is_blank_place(area_name.own_code_key) then 'new code'
            when by_code.area_code is null and not is_blank_place(area_name.own_name_key) and by_own_name.codes is null
                then 'unknown name'
        end as contradiction,
        case when area_name.kind <> 'other' and contradiction is null then coalesce(
            by_code.area_code, by_name.area_code, by_old_code.area_code, by_bare_name.area_code, by_bare_code.area_code
        ) end as area,
        coalesce(by_code.area_code, by_old_code.area_code, by_own_name.own_code, split.area_code) as near_area,
        case
            when area is not null then null
            when area_name.kind = 'other' then 'level'
            when split.area_code is not null then 'split'
            when contradiction is not null then 'contradiction'
            when by_own_name.own_code is not null then 'name'
        end as why
    from area_name
    left join area_key as by_code
        on by_code.kind = coalesce(nullif(area_name.kind, 'other'), 'authority') and by_code.key = area_name.code_key
    left join area_key as by_name
        on by_name.kind = area_name.kind and by_name.key = area_name.name_key
    left join area_key as by_old_code
        on area_name.kind in ('authority', 'other')
        and by_old_code.kind = 'authority'
        and by_old_code.key = area_name.old_code_key
    left join area_key as by_bare_name
        on area_name.is_bare
        and by_bare_name.kind in ('region', 'country')
        and by_bare_name.key = area_name.own_name_key
    left join area_key as by_bare_code
        on area_name.is_bare
        and by_bare_code.kind in ('region', 'country')
        and by_bare_code.key = area_name.own_code_key
    left join (select key, min(area_code) as area_code from area_key where kind = 'split' group by key) as split
        on area_name.kind = 'authority' and split.key = area_name.own_code_key
    left join (
        select
            key, list(distinct area_code) as codes, min(area_code) filter (kind = 'name') as own_code
        from area_key
        where kind in ('name', 'other_name')
        group by key
    ) as by_own_name
        on area_name.kind = 'authority' and by_own_name.key = council_words(area_name.own_name_key)
)

select
    line.* exclude (kind, is_bare, code_key, name_key, own_code_key, old_code_key, own_name_key),
    named_area.area, named_area.near_area, named_area.why, named_area.contradiction
from keyed_line as line
inner join named_area
    on line.kind = named_area.kind
    and line.is_bare = named_area.is_bare
    and line.code_key is not distinct from named_area.code_key
    and line.name_key is not distinct from named_area.name_key
    and line.own_code_key is not distinct from named_area.own_code_key
    and line.old_code_key is not distinct from named_area.old_code_key
    and line.own_name_key is not distinct from named_area.own_name_key;

create or replace temp table cell as
select
    -- a mark behind a figure says that it was revised or is provisional: `5523 [r]`
    * replace (case when figure_mark(text) = '' then text else regexp_replace(text, '\s*\[[a-zA-Z]\]\s*$', '') end as text),
    figure_mark(text) as mark
from (
    unpivot (select * from line_of_area where area is not null or why is not null)
    on columns(* exclude (
        line, area, near_area, why, contradiction, time_period, time_identifier, geographic_level, country_code, country_name,
        region_code, region_name, old_la_code, new_la_code, la_name, filter_1, filter_2, filter_3, filter_4, filter_5,
        filter_6, filter_7, words
    ))
    into name column_name value text
);

-- a remark where no figure is says why: withheld, not for this place, or not there
insert into cell by name
select remark.* exclude (column_name, text), wide_column.column_name, remark_symbol(remark.text) as text
from cell as remark
inner join (select distinct column_name, unnest(note) as note from wide_column where not is_worked_out) as wide_column
    on remark.column_name = wide_column.note
where
    trim(remark.text) <> ''
    and (remark.line, wide_column.column_name) not in (
        select (line, column_name) from cell where trim(text) <> '' and column_name in (select column_name from wide_column)
    );

-- distinct words first: what they are is asked once, not on every line
create or replace temp table filter_word as
select text
from (
    select distinct unnest([filter_2, filter_3, filter_4, filter_5, filter_6, filter_7]) as text from line_of_area
)
where is_part_word(text);

create or replace temp table candidate as
select
    cell.*, wide_column.published_name, wide_column.indicator, wide_column.source, wide_column.rule, wide_column.month,
    wide_column.numerator, wide_column.denominator, wide_column.lower, wide_column.upper, wide_column.per,
    wide_column.is_worked_out,
    -- a column that tells the lines of another table apart tells parts of this one; short names tell all of theirs
    case
        when wide_column.wanted_1 is not null then null
        when wide_column.wanted_2 is null and cell.filter_2 in (select text from filter_word) then 'filter_2'
        when wide_column.wanted_3 is null and cell.filter_3 in (select text from filter_word) then 'filter_3'
        when wide_column.wanted_4 is null and cell.filter_4 in (select text from filter_word) then 'filter_4'
        when wide_column.wanted_5 is null and cell.filter_5 in (select text from filter_word) then 'filter_5'
        when wide_column.wanted_6 is null and cell.filter_6 in (select text from filter_word) then 'filter_6'
        when wide_column.wanted_7 is null and cell.filter_7 in (select text from filter_word) then 'filter_7'
    end as part_filter,
    -- the dust that binary fractions leave behind is swept off
    round(plain_number(cell.text), 10) as number
from cell
inner join wanted_words on cell.words = wanted_words.words
inner join wide_column on wanted_words.wanted = wide_column.rowid and cell.column_name = wide_column.column_name
where trim(cell.text) <> '';

-- what lines are parts by (sex, age): a column that says which line is the total, one of words that bears such a name,
-- one of numbers that bears such a name, or one of words that alone tells two lines of one figure apart
create or replace temp table part as
with other as (
    select cell.line, cell.area, cell.time_period, cell.time_identifier, cell.column_name, cell.text,
        other_column.names_parts, other_column.numbers_parts, other_column.names_places,
        -- a unitary authority is a district of its own, and a council a provider
        names_places and (
            council_words(cell.text) = council_words(cell.la_name) or plain_code(cell.text) = plain_code(cell.new_la_code)
        ) as is_own_place
    from cell
    inner join other_column on cell.column_name = other_column.column_name
    where cell.line in (select line from candidate) and trim(cell.text) <> ''
),

wordy as (
    select column_name
    from other
    where plain_words(text) not in (select spelling from symbol_spelling)
    group by column_name
    having
        -- of what is no symbol, since "z" stands for the total beside words, and "c" beside numbers
        count(*) filter (where is_part_word(text) and not is_small_words(text)) * 2 > count(*)
),

figure_word as (
    select
        other.column_name, other.area, other.time_period, other.time_identifier, candidate.indicator, candidate.source,
        candidate.month, count(distinct plain_words(other.text)) as words
    from other
    inner join candidate on other.line = candidate.line
    where other.column_name in (select column_name from wordy)
    group by all
),

breakdown as (
    select column_name from other group by column_name having bool_or(is_total_word(text))
    union
    select column_name from other where names_parts and column_name in (select column_name from wordy)
    union
    select column_name from other where numbers_parts
    union
    select column_name from figure_word where words > 1
)

select line, arg_min(column_name, column_name) as column_name, arg_min(text, column_name) as text
from other
where
    not is_total_word(text)
    and case
        when names_places
            then is_own_place is not true and plain_words(text) not in (select spelling from symbol_spelling)
        else column_name in (select column_name from breakdown)
            and plain_words(text) not in (select spelling from symbol_spelling where symbol = 'z')
    end
group by line;

-- the other cells of a figure's line that belong to it, added up; of a count that is a symbol nothing is worked out
create or replace temp table side_cell as
with side as (
    select distinct unnest([numerator, denominator, lower, upper]) as side_columns from wide_column
),

side_column as (
    select side_columns, unnest(side_columns) as column_name from side where side_columns is not null
)

select
    cell.line, side_column.side_columns,
    case
        when count(plain_number(cell.text)) = len(side_column.side_columns) then round(sum(plain_number(cell.text)), 10)
    end as number,
    min(case when plain_number(cell.text) is null then cell.text end) as other_text
from cell
inner join side_column on cell.column_name = side_column.column_name
where cell.line in (select line from candidate)
group by cell.line, side_column.side_columns;

create or replace temp table sided as
select
    candidate.* replace (
        case
            when not candidate.is_worked_out then candidate.text
            when top.number is null then coalesce(top.other_text, 'x')
            when base.number is null then coalesce(base.other_text, 'x')
            when base.number <= 0 then 'z'
        end as text,
        case when not candidate.is_worked_out then candidate.number end as number
    ),
    top.number as top,
    base.number as base,
    low.number as low,
    high.number as high,
    -- what rounding leaves: half of the value's last digit, and counts that may be rounded to fives
    case
        when not candidate.is_worked_out and candidate.number is not null and top.number is not null and base.number > 0
            then abs(candidate.number - top.number / base.number * candidate.per)
                > 0.51 * pow(10, -length(split_part(trim(rtrim(trim(candidate.text), '%')), '.', 2)))
                + 6.0 / base.number * candidate.per + 0.02 * candidate.number
    end as is_other_ratio,
    candidate.number < low.number or candidate.number > high.number as is_outside
from candidate
left join side_cell as top on candidate.line = top.line and candidate.numerator = top.side_columns
left join side_cell as base on candidate.line = base.line and candidate.denominator = base.side_columns
left join side_cell as low on candidate.line = low.line and candidate.lower = low.side_columns
left join side_cell as high on candidate.line = high.line and candidate.upper = high.side_columns;

create or replace temp table judged as
select
    candidate.* exclude (why),
    period.period,
    case candidate.mark when 'p' then 'provisional' when 'r' then 'revised' else period.status end as status,
    case
        when candidate.area is null then candidate.why
        when part_filter is not null or part.line is not null then 'part'
        when refused_period.why is not null then 'period'
        when is_other_ratio then 'ratio'
        when is_outside then 'interval'
    end as why,
    coalesce(part_filter, part.column_name) as part_column,
    coalesce(
        case part_filter
            when 'filter_2' then filter_2 when 'filter_3' then filter_3 when 'filter_4' then filter_4
            when 'filter_5' then filter_5 when 'filter_6' then filter_6 when 'filter_7' then filter_7
        end,
        part.text
    ) as part_word,
    refused_period.why as period_words,
    refused_period.is_of_year,
    (candidate.number is not null or candidate.is_worked_out) and candidate.top is not null and candidate.base > 0
        as has_counts
from sided as candidate
left join part on candidate.line = part.line
left join reporting_period as period
    on candidate.time_period is not distinct from period.time_period
    and candidate.time_identifier is not distinct from period.time_identifier
    and candidate.rule = period.rule
    and candidate.month = period.month
left join refused_period
    on candidate.time_period is not distinct from refused_period.time_period
    and candidate.time_identifier is not distinct from refused_period.time_identifier
    and candidate.rule = refused_period.rule
    and candidate.month = refused_period.month;

-- one row per line whose figure no other line of the file gives for the same area
create or replace temp table left_out as
select distinct
    judged.line, judged.why, judged.near_area, coalesce(judged.area, judged.near_area) as area_code,
    judged.geographic_level, judged.contradiction, judged.la_name, judged.time_period,
    nullif(plain_code(judged.old_la_code), '') as old_code,
    case when not is_blank_place(judged.new_la_code) then judged.new_la_code end as new_code, judged.time_identifier,
    judged.part_column, judged.part_word, judged.period_words, judged.is_of_year,
    case
        when judged.why = 'ratio' then [judged.text, judged.top::varchar, judged.base::varchar, judged.per::varchar]
        when judged.why = 'interval' then [judged.text, judged.low::varchar, judged.high::varchar]
    end as numbers,
    judged.published_name
from judged
where
    judged.why is not null
    and (
        judged.why in ('period', 'ratio', 'interval', 'contradiction')
        or (judged.indicator, judged.source, judged.month, coalesce(judged.time_period, ''),
            coalesce(judged.time_identifier, ''), coalesce(judged.area, judged.near_area)) not in (
            select (whole.indicator, whole.source, whole.month, coalesce(whole.time_period, ''),
                coalesce(whole.time_identifier, ''), whole.area)
            from judged as whole
            where whole.why is null
        )
    );

create or replace temp table raw_fact as
with found as (
    select
        judged.indicator,
        judged.area,
        coalesce(judged.period, judged.time_period) as period,
        case
            when judged.number is not null and not contains(judged.text, '_') then judged.number::varchar
            when known.symbol is null and not is_small_words(judged.text) then judged.text
        end as value,
        case when judged.number is not null and contains(judged.text, '%') then judged.text end as typed,
        coalesce(judged.status, 'final') as status,
        coalesce(known.symbol, case when is_small_words(judged.text) then 'c' end, '') as symbol,
        case when judged.has_counts then judged.top::varchar end as numerator,
        case when judged.has_counts then judged.base::varchar end as denominator,
        case
            when judged.number is not null and judged.low is not null and judged.high is not null
                then 'Published 95% interval: ' || judged.low || ' to ' || judged.high
        end as note,
        judged.source,
        judged.line,
        judged.published_name as place
    from judged
    left join symbol_spelling as known on plain_words(judged.text) = known.spelling
    where judged.why is null
    order by judged.line, judged.published_name
)

select * from fact_shape
union all by name
select * from found;

-- name: wide_left_out
-- one row per reason why lines about an area of the catalogue are left out: how many, of which areas, the first of them
select
    why,
    case why
        when 'period' then case
            when is_of_year then coalesce(time_period, '') else time_identifier
        end
        when 'level' then coalesce(geographic_level, '')
        when 'part' then coalesce(part_column, '')
        when 'ratio' then published_name when 'interval' then published_name
        else coalesce(new_code, old_code, '') end as what,
    case when why = 'contradiction' then contradiction else '' end as contradiction,
    -- whether the code is the one of three digits
    why in ('contradiction', 'name') and new_code is null and old_code is not null as is_old_code,
    case when contradiction in ('codes', 'new code') then coalesce(old_code, '') else '' end as old_code,
    coalesce(period_words, '') as period_words,
    -- whether it is the year that is refused, not the part of it
    why = 'period' and is_of_year as is_of_year,
    count(distinct line) as lines,
    list(distinct line order by line)[:5] as first_lines,
    list(distinct area_code order by area_code) as areas,
    list(distinct part_word order by part_word)[:6] as words,
    list(distinct la_name order by la_name)[:6] as names,
    arg_min(numbers, line) as numbers
from left_out
group by all
order by why, lines desc, what, period_words;

-- name: wide_words
-- one row per column of a publisher's file and words in it, on lines about areas of the catalogue: how many lines
-- a text is looked at once, not once a line
with cell_text as materialized (
    select column_name, text, count(*) as lines
    from (unpivot (select * exclude (line) from wide_line) on columns(*) into name column_name value text)
    group by column_name, text
)

select column_name, min(trim(text)) as words, sum(lines)::bigint as lines
from cell_text
where is_part_word(text) and plain_words(text) not in (select spelling from symbol_spelling)
group by column_name, plain_words(text)
qualify row_number() over (partition by column_name order by sum(lines) desc, words) <= 200
order by column_name, lines desc, words;

-- name: wide_constant_words
-- one row per column that no definition knows and that holds one and the same word on every line that gives a figure
select cell.column_name, any_value(trim(cell.text)) as words
from cell
inner join other_column on cell.column_name = other_column.column_name
where
    cell.line in (select line from judged where why is null)
    and not other_column.names_places
    and is_part_word(cell.text)
    and not is_small_words(cell.text)
    and plain_words(cell.text) not in (select spelling from symbol_spelling)
group by cell.column_name
having
    count(distinct plain_words(cell.text)) = 1
    and count(distinct cell.line) = (select count(distinct line) from judged where why is null)
order by cell.column_name;

-- name: figures_of_other_tables
-- one row per indicator and source of which most figures are several times what the same source gave before for the same
-- areas and periods: how many, the rows of all its figures, and the figure that differs most
with sized as (
    select
        indicator, source, area_code, period_type, starts, ends, row, kind,
        coalesce(value, numerator / nullif(denominator, 0)) as size,
        coalesce(old_value, old_numerator / nullif(old_denominator, 0)) as old_size
    from compared
),

paired as (
    select
        *,
        (greatest(size, old_size) + 1) / (least(size, old_size) + 1) as times,
        greatest(size, old_size) >= $times * least(size, old_size) as is_far
    from sized
    where greatest(size, old_size) >= $least and size is not null and old_size is not null
),

strange as (
    select
        indicator, source, count(*) as compared, count(*) filter (where is_far) as far,
        arg_max(row, times) as row, arg_max(area_code, times) as area_code, arg_max(period_type, times) as period_type,
        arg_max(starts, times) as starts, arg_max(ends, times) as ends, arg_max(size, times) as size,
        arg_max(old_size, times) as old_size
    from paired
    group by indicator, source
    -- of one or two places nobody can tell a correction from another table
    having far * 2 > compared and count(distinct area_code) filter (where is_far) >= 3
)

select strange.*, rows
from strange
inner join (
    select indicator, source, list(row order by row) as rows from compared group by indicator, source
) as own
    on strange.indicator = own.indicator and strange.source = own.source
order by strange.indicator, strange.source;

-- name: rows_of_indicator
-- one row per figure of an indicator and source in the return
select row from compared where indicator = $indicator and source = $source order by row;

-- name: figures_far_from_their_series
-- one row per new or revised figure of an edition that is many times those before and after it in its series
with known as (
    select indicator, source, area_code, period_type, starts, ends, value, numerator, denominator
    from known_observation($known_at)
    where
        indicator between list_min($indicators) and list_max($indicators)
        and list_contains($indicators, indicator)
        and (value is not null or numerator is not null)
),

series as (
    select
        indicator, source, area_code, period_type, starts, ends, row, kind, state,
        coalesce(value, numerator / nullif(denominator, 0)) as size
    from compared
    where (value is not null or numerator is not null) and state <> 'older'
    union all
    select
        known.indicator, known.source, known.area_code, known.period_type, known.starts, known.ends, null, null, null,
        coalesce(known.value, known.numerator / nullif(known.denominator, 0)) as size
    from known
    -- an older edition takes no known figure's place
    anti join (select * from compared where state <> 'older') as compared
        on known.indicator = compared.indicator and known.source = compared.source
        and known.area_code = compared.area_code and known.period_type = compared.period_type
        and known.starts = compared.starts and known.ends = compared.ends
),

beside as (
    select
        *,
        lag(size) over same_series as before_size,
        lead(size) over same_series as after_size
    from series
    window same_series as (partition by indicator, source, area_code, period_type order by ends, starts)
)

select
    indicator, source, area_code, period_type, starts, ends, row, size, coalesce(before_size, after_size) as near_size
from beside
where
    state in ('new', 'revised')
    and coalesce(before_size, after_size) is not null
    and (
        (
            size >= $times * greatest(before_size, after_size)
            and size >= $least
            -- a percentage of few cases is nothing in one year and not in the next
            and (kind = 'count' or greatest(before_size, after_size) > 0)
        )
        or (
            size * $times <= least(before_size, after_size)
            and least(before_size, after_size) >= 5 * $least
            and (kind = 'count' or size > 0)
        )
    )
order by ends desc, indicator, area_code;
