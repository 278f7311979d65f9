-- From files into the store: lines as text, then staged as codes, dates and numbers, then inserted; and the
-- editions that figures come from.

-- name: lookup_tables
-- empty: one row per spelling in the files and what it stands for, and one row per line of every file
create or replace temp table indicator_lookup (spelling varchar, indicator varchar, kind varchar, is_whole boolean);
create or replace temp table area_lookup (spelling varchar, area_code varchar);
create or replace temp table period_lookup (spelling varchar, period_type varchar, starts date, ends date);
create or replace temp table source_lookup (spelling varchar, source varchar);
-- figures that are no plain numbers and can be read all the same: their digits or symbol, and what is told of them
create or replace temp table figure_lookup (
    spelling varchar, text varchar, symbol varchar, status varchar, warning varchar
);
create or replace temp table part_lookup (spelling varchar, text varchar);
create or replace temp table share_lookup (indicator varchar, numerator varchar, denominator varchar);

create or replace temp table staged_fact (
    indicator varchar, area_code varchar, period_type varchar, starts date, ends date,
    value double, numerator double, denominator double,
    status varchar, symbol varchar, source varchar, note varchar,
    return_id bigint, row bigint, kind varchar, has_value boolean, has_numerator boolean, has_denominator boolean,
    -- what stood in the value's cell where that is not the value taken, and the columns that were rounded
    typed varchar, rounded varchar[], is_whole boolean
);

-- DuckDB would take 1_000 for a number; there is no minus nought
create or replace temp macro number_of_list(text) as case
    when contains(text, '_') then null
    when try_cast(text as double) = 0 then 0
    else try_cast(text as double)
end;
-- a whole number with the dust of binary fractions on it, as spreadsheets sum, is that whole number
create or replace temp macro dusted(number) as case
    when abs(number - round(number)) <= 1e-6 then round(number)
    else number
end;

-- name: return_tables
-- empty: the shape that a return is read into, and what it is looked up in, before its figures are staged
create or replace temp table fact_shape (
    indicator varchar, area varchar, period varchar, value varchar, numerator varchar, denominator varchar,
    status varchar, symbol varchar, source varchar, note varchar, line bigint, place varchar, typed varchar
);
create or replace temp table refused_row (row bigint);

-- a publisher's file: the names its columns are read under, and what its codes, columns, periods and marks mean
create or replace temp table wide_shape (
    line bigint, time_period varchar, time_identifier varchar, geographic_level varchar, country_code varchar,
    country_name varchar, region_code varchar, region_name varchar, old_la_code varchar, new_la_code varchar,
    la_name varchar, filter_1 varchar, filter_2 varchar, filter_3 varchar, filter_4 varchar,
    filter_5 varchar, filter_6 varchar, filter_7 varchar
);
create or replace temp table area_key (kind varchar, key varchar, area_code varchar);
create or replace temp table wide_column (
    column_name varchar, published_name varchar, indicator varchar, source varchar, rule varchar, month varchar,
    wanted_1 varchar[], wanted_2 varchar[], wanted_3 varchar[], wanted_4 varchar[], wanted_5 varchar[],
    wanted_6 varchar[], wanted_7 varchar[],
    -- the columns of a line that hold the counts of its figure, its interval and its remark; and what one is counted per
    -- several are added up; of a figure that is worked out of its counts the column is that of the first
    numerator varchar[], denominator varchar[], lower varchar[], upper varchar[], note varchar[],
    is_worked_out boolean, per double
);
create or replace temp table other_column (
    column_name varchar, names_parts boolean, numbers_parts boolean, names_places boolean
);
create or replace temp table reporting_period (
    time_period varchar, time_identifier varchar, rule varchar, month varchar, period varchar, status varchar
);
create or replace temp table refused_period (
    time_period varchar, time_identifier varchar, rule varchar, month varchar, why varchar, is_of_year boolean
);
create or replace temp table symbol_spelling (spelling varchar, symbol varchar);

-- codes are whole numbers that some files hold as 857.0
create or replace temp macro plain_code(code) as lower(split_part(trim(code), '.', 1));
create or replace temp macro plain_words(words) as lower(regexp_replace(trim(words), '\s+', ' ', 'g'));
-- a council's name without what councils call themselves, before it or behind
create or replace temp macro council_words(name) as trim(
    regexp_replace(
        regexp_replace(
            regexp_replace(replace(lower(name), '&', ' and '), '[^a-z0-9]+', ' ', 'g'),
            '\b(council|county|city|borough|metropolitan|district|unitary|authority|ua|la|lea|mbc|mdc|bc|dc|cc|royal|of|the|and)\b',
            ' ', 'g'
        ),
        '\s+', ' ', 'g'
    )
);
-- a line without a level is one of an authority; those of schools, wards and districts are none
create or replace temp macro area_kind(level) as case
    when level is null then 'authority'
    when plain_words(level) in ('national', 'country') then 'country'
    when plain_words(level) in ('regional', 'region') then 'region'
    -- each by its whole name: a "local authority of school" is a school's, one "pre LGR" is no more
    when
        replace(replace(plain_words(level), '-', ' '), '_', ' ') in (
            'local authority', 'local authorities', 'local authority (la)', 'local authority area',
            'local authority areas', 'la', 'las', 'authority', 'authorities', 'council', 'councils', 'county', 'counties',
            'unitary authority', 'unitary authorities', 'county or unitary authority', 'county and unitary authority',
            'counties and unitary authorities', 'upper tier', 'upper tier local authority',
            'upper tier local authorities', 'upper tier authority', 'upper tier authorities', 'utla', 'utlas',
            'local authority (upper tier)', 'local authority upper tier'
        )
        then 'authority'
    else 'other'
end;
-- a comma parts thousands; 1,5 and 1.234,5 are no numbers here
create or replace temp macro plain_number(words) as case
    when not contains(words, ',') then try_cast(replace(trim(words), '%', '') as double)
    when regexp_matches(trim(words), '^[+-]?[0-9][0-9]?[0-9]?(,[0-9][0-9][0-9])+([.][0-9]*)?\s*%?$')
        then try_cast(replace(replace(trim(words), ',', ''), '%', '') as double)
end;
-- the status that stands behind a figure in brackets; '' for none
create or replace temp macro figure_mark(text) as
    case when ends_with(rtrim(text), ']') then lower(regexp_extract(text, '^\s*[0-9][0-9,.]*%?\s*\[([prPR])\]\s*$', 1)) else '' end;
-- `<5` and its like: a number that is hidden because it is small
create or replace temp macro is_small_words(words) as
    regexp_matches(plain_words(words), '^(<|<=|≤|&lt;|under |less than |fewer than |below )\s*[0-9]{1,2}$');
-- why a figure is missing, as publishers remark it beside the empty cell
create or replace temp macro remark_symbol(words) as case
    when regexp_matches(plain_words(words), 'suppress|disclos|confiden|small (count|number)|too small|fewer than') then 'c'
    when regexp_matches(plain_words(words), 'not applicable|does not apply') then 'z'
    when regexp_matches(plain_words(words), 'unreliable|low reliability|low quality|data quality') then 'u'
    else 'x'
end;
-- not "total in education" or "all other reasons", which are parts
create or replace temp macro is_total_word(words) as
    plain_words(words) in ('all', 'persons', 'people', 'both sexes', 'boys and girls', 'male and female')
    or regexp_matches(
        plain_words(words),
        '^((grand )?totals?|(totals? )?\(?all|totals?) ?((children|young people|people|persons|pupils|ages|cases|schools|sexes'
        || '|genders|types|reasons|categories|placements|groups|ethnic groups|ethnicities|legal statuses|care leavers'
        || '|children looked after|children in need)\)?)?$'
    );
-- words that say of what a line is a part: no number, no day, no total
create or replace temp macro is_part_word(words) as
    coalesce(trim(words), '') <> ''
    and plain_number(words) is null
    and try_cast(trim(words) as date) is null
    and not is_total_word(words)
    and plain_words(words) not in ('final', 'provisional', 'revised')
    and not regexp_matches(trim(words), '^[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}$');
-- how publishers write that there is none
create or replace temp macro is_blank_place(text) as (lower(trim(coalesce(text, ''))) in ('', 'z', 'x', ':'));
-- of a line that says no level and names no authority, its region or country is what it is about
create or replace temp macro line_level(level, country_code, region_code, new_code, old_code, name) as (
    case
        when level is not null or not (is_blank_place(new_code) and is_blank_place(old_code) and is_blank_place(name))
            then level
        when plain_code(region_code) in (select key from area_key where kind = 'region') then 'Regional'
        when not is_blank_place(region_code) then 'other'
        when plain_code(country_code) in (select key from area_key where kind = 'country') then 'National'
    end
);
-- leaves out early most of what nobody looks for; the joins with area_key and wide_column decide.
-- By the level before it looks at codes: a line of an authority names its region and country too.
create or replace temp macro may_be_wanted(level, new_code, old_code, name, filter_1) as (
    (
        lower(level) in ('national', 'country', 'regional', 'region')
        or plain_code(new_code) in (select key from area_key where kind in ('authority', 'split'))
        or plain_code(old_code) in (select key from area_key where kind = 'authority')
        or (level is null and lower(trim(name)) in (select key from area_key where kind in ('region', 'country')))
        or (level is null and plain_code(new_code) in (select key from area_key where kind in ('region', 'country')))
        or council_words(name) in (select key from area_key where kind = 'name')
    )
    and (
        (select coalesce(bool_or(wanted_1 is null), true) from wide_column)
        or plain_words(filter_1) in (select unnest(wanted_1) from wide_column)
    )
);

-- one row per line of a file of text: nothing is guessed, every cell is text; line as a spreadsheet counts it
create or replace temp macro text_line(file_path, names_and_types, mark) as table
select row_number() over () + 1 as line, *
from
    read_csv(
        file_path, columns = names_and_types, header = true, auto_detect = false, delim = mark, quote = '"',
        escape = '"', comment = '', max_line_size = 100000, strict_mode = true, null_padding = false,
        encoding = 'utf-8', compression = 'none', hive_partitioning = false
    );

-- name: council_name_keys
-- nothing: the names of councils in area_key become what a line's name is compared by
update area_key set key = council_words(key) where kind in ('name', 'other_name');

-- name: read_facts
-- one row per line of a facts file, as text; rowid counts them from 0 in the order of the file
-- nothing is guessed: what the reader may not take as it stands is an error with its line
create or replace temp table raw_fact as
select *, null::varchar as typed
from
    read_csv(
        $path, columns = $columns, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
        comment = '', max_line_size = 100000, strict_mode = true, null_padding = false, encoding = 'utf-8',
        compression = 'none', hive_partitioning = false
    );

-- name: read_sheet
-- one row per row of a person's table, as text; sheet_row is a frame
create or replace temp table raw_fact as
select * from fact_shape
union all by name
select * from sheet_row;

-- name: read_long_csv
-- one row per line of a list of figures, as text; line as a spreadsheet counts it
create or replace temp table raw_fact as
select * from fact_shape
union all by name
select * from text_line($path, $columns, $delimiter);

-- name: read_long_parquet
-- one row per line of a list of figures in parquet, as text
-- positional_column is an empty frame with the names under which the columns are read, in their order
create or replace temp table raw_fact as
select * from fact_shape
union all by name
select row_number() over () + 1 as line, *
from (
    select * from positional_column
    union all
    select columns(*)::varchar from read_parquet($path, binary_as_string = true, hive_partitioning = false)
);

-- name: parquet_columns
-- one row per column of a parquet file, in its order; one that holds lists or records is one column
select column_name as name from (describe select * from read_parquet($path, hive_partitioning = false));

-- name: parquet_row_count
-- one row: how many rows a parquet file says that it has, told without reading any
select sum(num_rows)::bigint as row_count from parquet_file_metadata($path);

-- name: raw_lines
-- one row per line that is asked for: its cells as they were written
select rowid as row, * from raw_fact where rowid in (select unnest($rows)) order by rowid;

-- name: raw_tables
-- one row per indicator and source that figures were read of
select distinct indicator, source from raw_fact where source is not null order by indicator, source;

-- name: spellings
-- one row per column and spelling in it, of the columns that refer to something
select distinct 'indicator' as place, indicator as spelling from raw_fact where indicator is not null
union all
select distinct 'area' as place, area as spelling from raw_fact where area is not null
union all
select distinct 'period' as place, period as spelling from raw_fact where period is not null
union all
select distinct 'source' as place, source as spelling from raw_fact where source is not null;

-- name: unusual_numbers
-- one row per place and spelling of a figure that is no plain number
with spelt as (
    select distinct 'value' as place, value as spelling from raw_fact
    union all
    select distinct 'part', numerator from raw_fact
    union all
    select distinct 'part', denominator from raw_fact
)

select distinct place, spelling
from spelt
where trim(coalesce(spelling, '')) <> '' and (number_of_list(spelling) is null or not isfinite(number_of_list(spelling)));

-- name: stage_facts
-- one row per line of the file, beside those of the files before it: text turned into codes, dates and numbers
-- null where that failed; a line of commas is none
insert into staged_fact
with read_line as (
    select
        raw.* exclude (typed),
        raw.rowid as row,
        indicator.indicator as indicator_id,
        indicator.kind,
        indicator.is_whole,
        area.area_code,
        period.period_type,
        period.starts,
        period.ends,
        source.source as source_id,
        number_of_list(case when figure.spelling is null then raw.value else figure.text end) as value_read,
        number_of_list(coalesce(top.text, raw.numerator)) as numerator_read,
        number_of_list(coalesce(base.text, raw.denominator)) as denominator_read,
        -- the symbol that the spelling of a figure stands for, such as <5
        figure.symbol as implied_symbol,
        figure.status as implied_status,
        coalesce(raw.typed, case when figure.spelling is not null then raw.value end) as typed
    from raw_fact as raw
    left join indicator_lookup as indicator on raw.indicator = indicator.spelling
    left join area_lookup as area on raw.area = area.spelling
    left join period_lookup as period on raw.period = period.spelling
    left join source_lookup as source on raw.source = source.spelling
    left join figure_lookup as figure on raw.value = figure.spelling
    left join part_lookup as top on raw.numerator = top.spelling
    left join part_lookup as base on raw.denominator = base.spelling
    where
        coalesce(
            raw.indicator, raw.area, raw.period, raw.value, raw.numerator, raw.denominator, raw.status, raw.symbol,
            raw.source, raw.note
        ) is not null
),

dusted_line as (
    select
        *,
        case when is_whole then dusted(value_read) else value_read end as value_taken,
        case when kind in ('count', 'proportion', 'rate', 'mean') then dusted(numerator_read) else numerator_read end
            as numerator_taken,
        case when kind in ('count', 'proportion', 'rate') then dusted(denominator_read) else denominator_read end
            as denominator_taken
    from read_line
)

select
    indicator_id as indicator,
    area_code,
    period_type,
    starts,
    ends,
    value_taken as value,
    numerator_taken as numerator,
    denominator_taken as denominator,
    coalesce(nullif(trim(status), ''), nullif(implied_status, ''), 'final') as status,
    coalesce(nullif(trim(symbol), ''), implied_symbol, '') as symbol,
    source_id as source,
    coalesce(trim(note), '') as note,
    $return_id as return_id,
    row,
    kind,
    coalesce(trim(value), '') <> '' and coalesce(implied_symbol, '') = '' as has_value,
    coalesce(trim(numerator), '') <> '' as has_numerator,
    coalesce(trim(denominator), '') <> '' as has_denominator,
    coalesce(typed, case when value_taken <> value_read then value end) as typed,
    case
        when value_taken <> value_read or numerator_taken <> numerator_read or denominator_taken <> denominator_read
            then list_filter(
                [
                    case when value_taken <> value_read then 'value' end,
                    case when numerator_taken <> numerator_read then 'numerator' end,
                    case when denominator_taken <> denominator_read then 'denominator' end
                ],
                lambda place: place is not null
            )
    end as rounded,
    coalesce(is_whole, false) as is_whole
from dusted_line;

-- name: staged_counts
-- one row per staged file: how many figures it gives
select return_id, count(*) as row_count from staged_fact group by return_id;

-- name: insert_facts
-- one row per figure of the returns that are new, ordered so that one series lies together on disk
-- $former_ids are the former selves of $return_ids, 0 for none: a line that was not touched keeps its age
insert into observation by name
with edition as (
    -- of a table some figures alone may be known: the edition is of the year that its source names, where it names one
    select
        fact.return_id, fact.source,
        case
            when any_value(published.year) = 0 then max(fact.ends)
            else least(
                greatest(max(fact.ends), make_date(any_value(published.year), 1, 1)),
                make_date(any_value(published.year), 12, 31)
            )
        end as edition
    from staged_fact as fact
    inner join (select unnest($published) as source, unnest($years)::bigint as year) as published
        on fact.source = published.source
    group by fact.return_id, fact.source
),

chain as (select unnest($return_ids) as return_id, unnest($former_ids) as former_id)

select
    fact.indicator, fact.area_code, fact.period_type, fact.starts, fact.ends, fact.value, fact.numerator,
    fact.denominator, fact.status, fact.symbol, fact.source, fact.note, fact.return_id,
    edition.edition,
    coalesce(former.first_return_id, former.return_id, fact.return_id) as first_return_id
from staged_fact as fact
inner join chain on fact.return_id = chain.return_id
left join edition on fact.return_id = edition.return_id and fact.source = edition.source
left join observation as former
    on former.return_id = chain.former_id
    and fact.indicator = former.indicator
    and fact.area_code = former.area_code
    and fact.source = former.source
    and fact.period_type = former.period_type
    and fact.starts = former.starts
    and fact.ends = former.ends
    and fact.value is not distinct from former.value
    and fact.numerator is not distinct from former.numerator
    and fact.denominator is not distinct from former.denominator
    and fact.status = former.status
    and fact.symbol = former.symbol
order by fact.indicator, fact.area_code, fact.starts;

-- name: drop_staged
-- empty: gives the memory of what was staged back
drop table if exists raw_fact;
drop table if exists staged_fact;

-- name: data_folder_sources
-- one row per source as data/ has it, whatever edition came since
select source.source, source.edition
from source
inner join return_file as file on source.return_id = file.return_id and file.origin = 'data'
where source.return_id not in (select return_id from gone_return)
order by source.source;

-- name: compared_editions
-- one row per source of the return that is compared: the last day of its figures, which tells the edition
select source, max(ends) as ends
from compared
group by source
order by source;

-- name: figures_without_edition
-- one row: how many figures of publishers' tables have no edition
select count(*) as figures from observation where edition is null and list_contains($published, source);

-- name: fill_editions
-- nothing: gives figures that were kept before editions were the edition they came from; nothing else of them changes
-- of data/ that is the year that its source names, of a publisher's file its newest figures; who corrected a figure by
-- hand corrected what was known then
update observation
set edition = filled.edition
from (
    with given as (
        select
            o.return_id, o.source, any_value(f.origin) as origin, any_value(f.kind) as kind,
            any_value(published.year) as year, max(o.ends) as ends, max(o.edition) as edition
        from observation as o
        inner join (select unnest($published) as source, unnest($years)::bigint as year) as published
            on o.source = published.source
        inner join return_file as f on o.return_id = f.return_id
        group by o.return_id, o.source
    ),

    own as (
        select
            *,
            case
                when edition is not null then edition
                when origin = 'data' and year > 0
                    then least(greatest(ends, make_date(year, 1, 1)), make_date(year, 12, 31))
                when origin = 'data' or list_contains($kinds, kind) then ends
            end as own_edition
        from given
    )

    select
        return_id, source,
        coalesce(own_edition, max(own_edition) over (partition by source order by return_id), ends) as edition
    from own
) as filled
where
    observation.edition is null
    and observation.return_id = filled.return_id
    and observation.source = filled.source;
