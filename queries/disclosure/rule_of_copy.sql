-- one row: the rule for small numbers under which a public copy was made
select reason as rule from return_event;
