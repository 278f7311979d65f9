-- name: schema
-- The store's tables. All are append-only: a correction is a row of a later return, a withdrawal an event.
-- No primary keys, indexes or sequences, so that the same schema runs on DuckLake; uniqueness is checked
-- when a return is loaded, inside its transaction.

-- one row per file received; origin 'data' is a file of data/
create table if not exists return_file (
    return_id bigint not null,
    name varchar not null,
    origin varchar not null,
    sha256 varchar not null,
    row_count bigint not null
);

-- one row per thing that happened to a return: accepted, superseded, withdrawn
create table if not exists return_event (
    return_id bigint not null,
    event varchar not null,
    happened_at timestamp not null,
    happened_by varchar not null,
    reason varchar not null
);

-- one row per figure and return; a later return's row for the same figure is its next version
create table if not exists observation (
    indicator varchar not null,
    area_code varchar not null,
    period_type varchar not null,
    starts date not null,
    ends date not null,
    value double,
    numerator double,
    denominator double,
    status varchar not null,
    symbol varchar not null,
    source varchar not null,
    note varchar not null,
    return_id bigint not null
);

-- one row per indicator and return; body is the definition file as it was
create table if not exists definition (indicator varchar, body varchar, return_id bigint);

-- one row per area and return; position is the order in which areas are listed
create table if not exists area (
    position bigint, code varchar, name varchar, level varchar, region_code varchar, old_code varchar,
    parts varchar, note varchar, return_id bigint
);

-- one row per authority or region of England and return; former_codes are those that it had before, joined by +
create table if not exists authority (
    code varchar, name varchar, level varchar, region_code varchar, old_code varchar, former_codes varchar,
    source varchar, return_id bigint
);

-- one row per area, neighbour and return
create table if not exists neighbour (
    area varchar, rank bigint, neighbour varchar, closeness varchar, model varchar, return_id bigint
);

-- one row per source and return
create table if not exists source (
    source varchar, title varchar, publisher varchar, date date, edition varchar, place varchar,
    url varchar, licence varchar, return_id bigint
);

-- one row per target and return
create table if not exists target (
    indicator varchar, area_code varchar, starts date, ends date, value double, direction varchar,
    source varchar, note varchar, return_id bigint
);

-- one row per finding and return
create table if not exists finding (
    finding varchar, quadrant varchar, stage varchar, area_code varchar, period_type varchar, starts date,
    ends date, indicator varchar, strength varchar, statement varchar, source varchar, return_id bigint
);

-- one row per event worth marking on a chart and return
create table if not exists event (
    happened_on date, area_code varchar, indicator varchar, title varchar, source varchar, return_id bigint
);

-- one row per agency that owes the board figures and return; days are those it has after a period's end
create table if not exists agency (
    agency varchar, name varchar, source varchar, days bigint, note varchar, return_id bigint
);

-- one row per figure that an agency owes, area, how often and return; ends is null while it is still owed
create table if not exists duty (
    agency varchar, indicator varchar, area_code varchar, every varchar, starts date, ends date, return_id bigint
);

-- one row per edition of a publisher's table that is announced, and return: the period that it is to bring, and when it
-- is due, a day, a month or words
create table if not exists edition_due (
    source varchar, period_type varchar, starts date, ends date, due varchar, stated_in varchar, return_id bigint
);

-- one row per thing that was wrong or doubtful in a return when it was accepted; kind is 'refused' or 'warning'
create table if not exists return_problem (
    return_id bigint not null,
    kind varchar not null,
    place varchar not null,
    value varchar not null,
    message varchar not null
);

-- one row per plan and return; body is the plan's file as it was
create table if not exists plan (plan varchar, body varchar, return_id bigint);

-- one row per return; body is the file that says whose dashboard it is, as it was
create table if not exists board (body varchar, return_id bigint);

-- What the board writes down itself. Every row is an event with who (a role) and when; `token` is the form's own,
-- so that a form sent twice is written once.

-- one row per challenge: what was asked, of whom, about what, and the figure as the board saw it (JSON)
create table if not exists challenge (
    challenge bigint not null,
    question varchar not null,
    agency varchar not null,
    plan varchar not null,
    priority varchar not null,
    quadrant varchar not null,
    indicator varchar not null,
    area_code varchar not null,
    period varchar not null,
    seen varchar not null
);

-- one row per step in the life of a challenge, `number` counting from 1 (raised); due is the day it sets, if any
create table if not exists challenge_event (
    challenge bigint not null,
    number bigint not null,
    event varchar not null,
    state varchar not null,
    happened_at timestamp not null,
    happened_by varchar not null,
    meeting varchar not null,
    words varchar not null,
    outcome varchar not null,
    impact varchar not null,
    due date,
    token varchar not null
);

-- one row per version of a finding that somebody wrote on the page; priorities are ids joined by ;
create table if not exists finding_version (
    finding varchar not null,
    version bigint not null,
    quadrant varchar not null,
    stage varchar not null,
    priorities varchar not null,
    area_code varchar not null,
    period_type varchar not null,
    starts date not null,
    ends date not null,
    indicator varchar not null,
    strength varchar not null,
    statement varchar not null,
    source varchar not null,
    is_withdrawn boolean not null,
    happened_at timestamp not null,
    happened_by varchar not null,
    why varchar not null,
    token varchar not null
);

-- one row per report on an action of a plan, for the quarter that starts and ends; state as board/actions.py has them
create table if not exists action_event (
    priority varchar not null,
    action varchar not null,
    number bigint not null,
    starts date not null,
    ends date not null,
    state varchar not null,
    words varchar not null,
    impact varchar not null,
    happened_at timestamp not null,
    happened_by varchar not null,
    token varchar not null
);

-- one row per version of a scorecard that the office made; measures are ids of indicators joined by ;, each after the
-- id of the priority it stands under and / where it has one
create table if not exists scorecard_version (
    scorecard varchar not null,
    version bigint not null,
    title varchar not null,
    measures varchar not null,
    is_withdrawn boolean not null,
    happened_at timestamp not null,
    happened_by varchar not null,
    token varchar not null
);

-- one row per thing that was written down of the meeting of a day, `number` counting from 1; event is 'record', which
-- has a name, or 'cancel', which has a reason
create table if not exists meeting_event (
    met_on date not null,
    number bigint not null,
    event varchar not null,
    name varchar not null,
    why varchar not null,
    happened_at timestamp not null,
    happened_by varchar not null,
    token varchar not null
);

-- one row per version of a set of parts for the report; body is its parts in order (JSON), what is what was changed
create table if not exists report_set_version (
    report_set bigint not null,
    version bigint not null,
    title varchar not null,
    body varchar not null,
    is_withdrawn boolean not null,
    happened_at timestamp not null,
    happened_by varchar not null,
    what varchar not null
);

-- one row where the figures are made up, for a demonstration: when that was written down
create table if not exists made_up (happened_at timestamp not null);

-- What was let out to the public, so that later releases take it as known. Nothing that was withheld has a number here.

-- one row per publication; rule is how small numbers were treated
create table if not exists publication (
    publication bigint not null,
    happened_at timestamp not null,
    happened_by varchar not null,
    what varchar not null,
    data_version varchar not null,
    rule varchar not null
);

-- one row per count that a publication was the first to let out (value) or to withhold (no value); role is empty, or
-- which part of a percentage is meant
create table if not exists publication_cell (
    publication bigint not null,
    indicator varchar not null,
    role varchar not null,
    area_code varchar not null,
    starts date not null,
    ends date not null,
    value double
);

-- one row per figure that a public copy of the store withholds, or per part of a percentage (role); empty in the
-- board's own store
create table if not exists withheld (
    indicator varchar not null,
    role varchar not null,
    area_code varchar not null,
    period_type varchar not null,
    starts date not null,
    ends date not null,
    why varchar not null
);

-- name: added_columns
-- nothing: gives an older store the columns that tables have gained since it was laid out
-- DuckLake takes a default only as it is written, so that the one of a boolean is a text

-- who sent the file, what kind it is, the period it is for, and what became of its figures when it was accepted
alter table return_file add column if not exists agency varchar default '';
alter table return_file add column if not exists kind varchar default '';
alter table return_file add column if not exists period varchar default '';
alter table return_file add column if not exists new_count bigint default 0;
alter table return_file add column if not exists revised_count bigint default 0;
alter table return_file add column if not exists unchanged_count bigint default 0;
alter table return_file add column if not exists refused_count bigint default 0;

-- whether the figures of every authority of England were taken from the file, or those of the catalogue's areas alone
alter table return_file add column if not exists all_areas boolean default 'false';

-- the return that first gave this figure, of an edited file and its former selves: a line that was not touched
-- keeps its place before the figures that others gave since
alter table observation add column if not exists first_return_id bigint;

-- the last day of the newest figures in the edition of a publisher's table that gave this one; null for others' figures
alter table observation add column if not exists edition date;
-- given when a newer edition was known: a copy that comes late takes nothing back from one of its own edition
alter table observation add column if not exists came_late boolean default 'false';

-- in a public copy, which has one row of a source, the day of the first that is known of it; else null
alter table source add column if not exists first_date date;

-- the codes of authorities that were divided or merged, of which the authority has a part or the whole, joined by +
alter table authority add column if not exists split_codes varchar default '';

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

-- the day a step of a challenge happened, where somebody wrote it down later; null is the day it was written down
alter table challenge_event add column if not exists happened_on date;
