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
