-- empty: one row per spelling in the files and what it stands for, and one row per line of every file
create or replace temp table indicator_lookup (spelling varchar, indicator varchar, kind varchar);
create or replace temp table area_lookup (spelling varchar, area_code varchar);
create or replace temp table period_lookup (spelling varchar, period_type varchar, starts date, ends date);
create or replace temp table source_lookup (spelling varchar, source varchar);
create or replace temp table share_lookup (indicator varchar, numerator varchar, denominator varchar);

create or replace temp table staged_fact (
    indicator varchar, area_code varchar, period_type varchar, starts date, ends date,
    value double, numerator double, denominator double,
    status varchar, symbol varchar, source varchar, note varchar,
    return_id bigint, row bigint, kind varchar, has_value boolean, has_numerator boolean, has_denominator boolean
);
