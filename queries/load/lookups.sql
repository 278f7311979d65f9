-- empty: what facts may refer to (kind '' = a definition that is itself unsound)
create or replace temp table definition_lookup (indicator varchar, kind varchar);
create or replace temp table area_lookup (name varchar, code varchar);
create or replace temp table source_lookup (source varchar);
