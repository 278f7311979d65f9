-- one row per id that a finding has or had
select finding from finding
union
select finding from finding_version;
