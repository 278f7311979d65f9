-- empty: gives the memory of what was staged back
drop table if exists raw_fact;
drop table if exists staged_fact;
