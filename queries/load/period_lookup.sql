-- empty: one row per spelling of a period and the dates behind it
create or replace temp table period_lookup (period varchar, period_type varchar, starts date, ends date);
