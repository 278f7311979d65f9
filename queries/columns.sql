-- nothing: gives an older store the columns that tables have gained since it was laid out

-- who sent the file, what kind it is, the period it is for, and what became of its figures when it was accepted
alter table return_file add column if not exists agency varchar default '';
alter table return_file add column if not exists kind varchar default '';
alter table return_file add column if not exists period varchar default '';
alter table return_file add column if not exists new_count bigint default 0;
alter table return_file add column if not exists revised_count bigint default 0;
alter table return_file add column if not exists unchanged_count bigint default 0;
alter table return_file add column if not exists refused_count bigint default 0;

-- the return that first gave this figure, of an edited file and its former selves: a line that was not touched
-- keeps its place before the figures that others gave since
alter table observation add column if not exists first_return_id bigint;

-- the priorities of plans that a finding bears on, ids joined by ;
alter table finding add column if not exists priorities varchar default '';

-- whether the words of a row may be published (yes, no, or nothing while nobody has decided), by whom and since when;
-- of a finding that was written on the page by whoever wrote that version, on its day
alter table target add column if not exists public varchar default '';
alter table target add column if not exists decided_by varchar default '';
alter table target add column if not exists decided_on date;
alter table finding add column if not exists public varchar default '';
alter table finding add column if not exists decided_by varchar default '';
alter table finding add column if not exists decided_on date;
alter table event add column if not exists public varchar default '';
alter table event add column if not exists decided_by varchar default '';
alter table event add column if not exists decided_on date;
alter table finding_version add column if not exists public varchar default '';
