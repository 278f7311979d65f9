-- one row: the fingerprint of the views in the store, none where it is not known
select sha256 from return_file where origin = 'layout' order by return_id desc limit 1;
