-- A board of a lake: the state of its catalogue, and the lock under which one writes at a time. What is asked of
-- PostgreSQL itself goes through the connection of the catalogue; names of schemas are checked before they come here.

-- name: lake_snapshot
-- one row: the number of the board's newest snapshot and the moment it was written
select snapshot_id as number, written_at as moment
from postgres_query(
    '__ducklake_metadata_store',
    'select snapshot_id, snapshot_time::text as written_at from ' || $schema
    || '.ducklake_snapshot order by snapshot_id desc limit 1'
);

-- name: lake_moment
-- at most one row: the moment at which a snapshot was written, none where there is no such snapshot any more
select written_at as moment
from postgres_query(
    '__ducklake_metadata_store',
    'select snapshot_time::text as written_at from ' || $schema || '.ducklake_snapshot where snapshot_id = '
    || $number::bigint::varchar
);

-- name: lake_own_snapshot
-- one row: the number of the snapshot that the transaction at work reads
select id as number from ducklake_current_snapshot('store');

-- name: lake_changes
-- one row per kind of change in the snapshots after one, up to another: what kind, and the tables' numbers
select unnest(map_keys(changes)) as kind, unnest(map_values(changes)) as tables
from ducklake_snapshots('store')
where snapshot_id > $since and snapshot_id <= $until;

-- name: lake_table_numbers
-- one row per table of the board: its name and its number in the catalogue
select table_name, table_id::varchar as number from ducklake_table_info('store');

-- name: lake_rows
-- one row per table of the board that ever had rows: how many it has, as the catalogue counts them
select table_name, record_count as rows
from postgres_query(
    '__ducklake_metadata_store',
    'select t.table_name, s.record_count from ' || $schema || '.ducklake_table t join ' || $schema
    || '.ducklake_table_stats s on s.table_id = t.table_id where t.end_snapshot is null'
);

-- name: lake_lock_patience
-- one row: the milliseconds after which waiting for a lock ends, set for the transaction at work
select *
from postgres_query(
    '__ducklake_metadata_store',
    'select set_config(''lock_timeout'', ''' || $milliseconds::bigint::varchar || ''', true) as patience'
);

-- name: lake_lock
-- one row, once nobody else has the board's lock; it is given back when the transaction at work ends
select *
from postgres_query(
    '__ducklake_metadata_store',
    'select pg_advisory_xact_lock(hashtextextended(''indicators ' || $schema || ''', 0))::text as lock'
);

-- name: lake_lock_alive
-- one row while the connection that has the lock is there; fails where it was lost
select * from postgres_query('__ducklake_metadata_store', 'select 1 as alive');
