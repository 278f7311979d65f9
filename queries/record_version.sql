-- one row: how much the board has written down, and when it did so last
select
    (select count(*) from challenge) as challenges,
    (select count(*) from challenge_event) as steps,
    (select max(happened_at) from challenge_event) as last_step,
    (select count(*) from finding_version) as findings,
    (select max(happened_at) from finding_version) as last_finding,
    (select count(*) from action_event) as reports,
    (select max(happened_at) from action_event) as last_report;
