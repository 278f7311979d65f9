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
    filter_5 varchar
);
create or replace temp table area_key (kind varchar, key varchar, area_code varchar);
create or replace temp table wide_column (
    column_name varchar, published_name varchar, indicator varchar, source varchar, rule varchar, month varchar,
    wanted_1 varchar[], wanted_2 varchar[], wanted_3 varchar[], wanted_4 varchar[], wanted_5 varchar[]
);
create or replace temp table other_column (column_name varchar, names_parts boolean, numbers_parts boolean);
create or replace temp table reporting_period (
    time_period varchar, time_identifier varchar, rule varchar, month varchar, period varchar, status varchar
);
create or replace temp table refused_period (
    time_period varchar, time_identifier varchar, rule varchar, month varchar, why varchar
);
create or replace temp table symbol_spelling (spelling varchar, symbol varchar);

-- codes are whole numbers that some files hold as 857.0
create or replace temp macro plain_code(code) as lower(split_part(trim(code), '.', 1));
create or replace temp macro plain_words(words) as lower(regexp_replace(trim(words), '\s+', ' ', 'g'));
-- a line without a level is one of an authority; those of schools, wards and districts are none
create or replace temp macro area_kind(level) as case
    when level is null then 'authority'
    when plain_words(level) in ('national', 'country') then 'country'
    when plain_words(level) in ('regional', 'region') then 'region'
    when plain_words(level) in ('la', 'las', 'authority', 'council', 'county', 'unitary authority', 'utla') then 'authority'
    when
        starts_with(plain_words(level), 'local authorit') and not contains(plain_words(level), 'district')
        or contains(plain_words(level), 'upper tier')
        then 'authority'
    else 'other'
end;
-- a comma parts thousands; 1,5 and 1.234,5 are no numbers here
create or replace temp macro plain_number(words) as case
    when not contains(words, ',') then try_cast(replace(trim(words), '%', '') as double)
    when regexp_matches(trim(words), '^[+-]?[0-9][0-9]?[0-9]?(,[0-9][0-9][0-9])+([.][0-9]*)?\s*%?$')
        then try_cast(replace(replace(trim(words), ',', ''), '%', '') as double)
end;
-- `<5` and its like: a number that is hidden because it is small
create or replace temp macro is_small_words(words) as
    regexp_matches(plain_words(words), '^(<|<=|≤|&lt;|under |less than |fewer than |below )\s*[0-9]{1,2}$');
create or replace temp macro is_total_word(words) as plain_words(words) in (
    'total', 'totals', 'all', 'all children', 'all ages', 'all people', 'all persons', 'all pupils', 'persons', 'people',
    'both sexes', 'all young people', 'total children'
);
-- words that say of what a line is a part: no number, no day, no total
create or replace temp macro is_part_word(words) as
    coalesce(trim(words), '') <> ''
    and plain_number(words) is null
    and try_cast(trim(words) as date) is null
    and not is_total_word(words)
    and plain_words(words) not in ('final', 'provisional', 'revised')
    and not regexp_matches(trim(words), '^[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}$');
-- leaves out early most of what nobody looks for; the joins with area_key and wide_column decide.
-- By the level before it looks at codes: a line of an authority names its region and country too.
create or replace temp macro may_be_wanted(level, new_code, old_code, name, filter_1) as (
    (
        lower(level) in ('national', 'country', 'regional', 'region')
        or plain_code(new_code) in (select key from area_key where kind in ('authority', 'split'))
        or plain_code(old_code) in (select key from area_key where kind = 'authority')
        or (level is null and lower(trim(name)) in (select key from area_key where kind in ('region', 'country')))
        or (level is not null and plain_words(name) in (select key from area_key where kind = 'name'))
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
