-- one row: how many events the store holds, and when the last one happened
select count(*) as events, max(happened_at) as last_happened_at from return_event;
