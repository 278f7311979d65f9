-- empty: what the indicators of a return are
create or replace temp table indicator_about (
    indicator varchar, kind varchar, is_flow boolean, per double, decimals bigint, has_months boolean
);
