-- at most one row: the version of a finding that a form has written already; an empty token is no form's
select finding, version from finding_version where token = $token and token <> '' limit 1;
