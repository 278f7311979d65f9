-- What the board writes down itself: challenges, findings, and reports on the actions of priorities.

-- name: record_version
-- one row: how much the board has written down, and when it did so last
select
    (select count(*) from challenge) as challenges,
    (select count(*) from challenge_event) as steps,
    (select max(happened_at) from challenge_event) as last_step,
    (select count(*) from finding_version) as findings,
    (select max(happened_at) from finding_version) as last_finding,
    (select count(*) from action_event) as reports,
    (select max(happened_at) from action_event) as last_report;

-- name: meetings
-- one row per meeting that a step of a challenge names, in the words of whoever wrote it down
select distinct meeting from challenge_event where meeting <> '' order by meeting;

-- name: meeting_tables
-- one row: how many tables the store has for meetings that are recorded; none before there was one
select count(*) as tables from information_schema.tables where table_name = 'meeting_event';

-- name: recorded_meetings
-- one row per day of which a meeting was written down: what was written last
select met_on, number, event, name, why, happened_at, happened_by
from meeting_event
qualify row_number() over (partition by met_on order by number desc) = 1
order by met_on;

-- name: meeting_by_token
-- at most one row: the day of the meeting that a form has written down already; an empty token is no form's
select met_on from meeting_event where event = $event and token = $token and token <> '' limit 1;

-- name: challenges
-- one row per challenge of those chosen, in $order (due, agency, raised) or else the one moved last first; an empty list or text chooses all
select challenge, count(*) over () as total
from current_challenge
where
    (len($states) = 0 or list_contains($states, state))
    and ($agency = '' or lower(agency) = lower($agency))
    and ($indicator = '' or indicator = $indicator)
    and ($area = '' or area_code = $area)
    and ($priority = '' or priority = $priority)
    and ($overdue_on is null or (due < $overdue_on and list_contains($waiting, state)))
    and ($text = '' or contains(lower(question || ' ' || agency), lower($text)))
    and ($raised_from is null or raised_on >= $raised_from)
    and ($raised_to is null or raised_on <= $raised_to)
    and ($moved_since is null or last_on >= $moved_since)
    and (
        $meeting = ''
        or challenge in (select challenge from challenge_event where lower(meeting) = lower($meeting))
    )
order by
    case when $order = 'due' then due end,
    case when $order = 'agency' then lower(agency) end,
    case when $order = 'raised' then raised_on end,
    case when $order in ('due', 'raised') then challenge end,
    last_on desc,
    last_at desc,
    challenge desc
limit $limit
offset $offset;

-- name: challenges_by_number
-- one row per challenge of some numbers, as it stands and with what was seen; in no order
select current_challenge.*, seen.seen
from current_challenge
join (
    select challenge, seen
    from challenge
    where
        challenge between list_min($challenges) and list_max($challenges)
        and list_contains($challenges, challenge)
) as seen using (challenge)
where
    challenge between list_min($challenges) and list_max($challenges)
    and list_contains($challenges, challenge);

-- name: recent_challenges
-- one row per challenge about an indicator: the $most of each indicator and area that were moved last
select *, '' as seen
from current_challenge
where indicator <> ''
qualify
    row_number() over (partition by indicator, area_code order by last_on desc, last_at desc, challenge desc) <= $most
order by last_on desc, last_at desc, challenge desc;

-- name: challenge_steps
-- one row per step of some challenges, in order
select
    challenge, number, event, state, happened_at, happened_by, meeting, words, outcome, impact, due,
    coalesce(happened_on, happened_at::date) as happened_on
from challenge_event
where list_contains($challenges, challenge)
order by challenge, number;

-- name: challenge_counts
-- one row per state that challenges are in: how many, and how many of these are overdue on a day
select
    state,
    count(*) as challenges,
    count(*) filter (due < $on and list_contains($waiting, state)) as overdue
from current_challenge
group by state
order by state;

-- name: challenge_cells
-- one row per priority and quadrant that challenges in some states are about: how many
select priority, quadrant, count(*) as challenges
from current_challenge
where list_contains($states, state) and (priority <> '' or quadrant <> '')
group by priority, quadrant
order by priority, quadrant;

-- name: challenge_days
-- one row per day on which a challenge was raised, the newest first
select distinct raised_on from current_challenge order by raised_on desc;

-- name: challenge_agencies
-- one row per agency that was ever challenged
select distinct agency from challenge order by agency;

-- name: last_challenge_number
-- one row: the highest number of a challenge, 0 where there is none
select coalesce(max(challenge), 0) as challenge from challenge;

-- name: challenge_by_token
-- at most one row: the challenge that a form has raised already; an empty token is no form's
select challenge from challenge_event where event = 'raise' and token = $token and token <> '' limit 1;

-- name: challenge_step_by_token
-- at most one row: the step of a challenge that a form has written already; an empty token is no form's
select number
from challenge_event
where challenge = $challenge and event <> 'raise' and token = $token and token <> ''
limit 1;

-- name: findings
-- one row per finding, newest period first; version 0 is its row of data/, others were written on the page
select
    finding, quadrant, stage, area_code, period_type, starts, ends, indicator, strength, statement, source,
    priorities, version, happened_at, happened_by, public, decided_by, decided_on
from current_finding
order by ends desc, finding;

-- name: finding_versions
-- one row per version of a finding, in order; version 0 is its row of data/ in force, others were written on the page
select
    0 as version, quadrant, stage, coalesce(priorities, '') as priorities, area_code, period_type, starts, ends,
    indicator, strength, statement, source, false as is_withdrawn, null::timestamp as happened_at, '' as happened_by,
    '' as why, coalesce(public, '') as public, coalesce(decided_by, '') as decided_by, decided_on
from finding
where finding = $finding and return_id not in (select return_id from gone_return)
union all by name
select
    version, quadrant, stage, priorities, area_code, period_type, starts, ends, indicator, strength, statement,
    source, is_withdrawn, happened_at, happened_by, why, coalesce(public, '') as public, happened_by as decided_by,
    happened_at::date as decided_on
from finding_version
where finding = $finding
order by version;

-- name: finding_ids
-- one row per id that a finding has or had
select finding from finding
union
select finding from finding_version;

-- name: finding_by_token
-- at most one row: the version of a finding that a form has written already; an empty token is no form's
select finding, version from finding_version where token = $token and token <> '' limit 1;

-- name: action_reports
-- one row per report on an action of a priority, quarter by quarter and those of a quarter as they came
select action, number, starts, ends, state, words, impact, happened_at, happened_by
from action_event
where priority = $priority
order by action, starts, number;

-- name: action_report_by_token
-- at most one row: the report on an action that a form has written already; an empty token is no form's
select number
from action_event
where priority = $priority and action = $action and token = $token and token <> ''
limit 1;

-- name: scorecard_tables
-- one row: how many tables the store has for scorecards that the office makes; none before there was one
select count(*) as tables from information_schema.tables where table_name = 'scorecard_version';

-- name: saved_scorecards
-- one row per scorecard that the office made: its newest version, withdrawn ones too
select scorecard, version, title, measures, is_withdrawn, happened_at, happened_by
from scorecard_version
qualify row_number() over (partition by scorecard order by version desc) = 1
order by scorecard;

-- name: scorecard_versions
-- one row per version of a scorecard, in order
select scorecard, version, title, measures, is_withdrawn, happened_at, happened_by
from scorecard_version
where scorecard = $scorecard
order by version;

-- name: scorecard_ids
-- one row per id that a scorecard has or had
select distinct scorecard from scorecard_version order by scorecard;

-- name: scorecard_by_token
-- at most one row: the version of a scorecard that a form has written already; an empty token is no form's
select scorecard, version from scorecard_version where token = $token and token <> '' limit 1;

-- name: report_sets
-- one row per set of parts for the report: its newest version
select report_set, version, title, body, is_withdrawn, happened_at, happened_by, what
from report_set_version
qualify row_number() over (partition by report_set order by version desc) = 1
order by report_set;

-- name: report_set_versions
-- one row per version of a set of parts for the report, in order
select report_set, version, title, body, is_withdrawn, happened_at, happened_by, what
from report_set_version
where report_set = $report_set
order by version;
