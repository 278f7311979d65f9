"""A store of an earlier version is copied before it is brought up to date, and a stated number of copies stays."""

import shutil
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from indicators import clock
from indicators.cli.main import main
from indicators.errors import StoreError
from indicators.loading.build import ensure_store
from indicators.store.database import connect, open_for_reading
from indicators.store.rewrite import COPIES_BEFORE_UPGRADE, copies_before_upgrade, rewrite, trial_copy
from tests.helpers.disks import fill
from tests.helpers.tiny_store import tiny_store_file

EARLIER = Path(__file__).parents[1] / "earlier" / "0.5.zip"


@pytest.fixture
def earlier(tmp_path):
    """The store and data folder that version 0.5 left behind."""
    with zipfile.ZipFile(EARLIER) as archive:
        archive.extractall(tmp_path)
    return tmp_path / "store.duckdb", tmp_path / "data"


@pytest.mark.slow
def test_the_copy_is_what_the_store_was(earlier):
    store, data = earlier
    before = store.read_bytes()
    assert ensure_store(store, data).warning == ""
    (copy,) = copies_before_upgrade(store)
    assert copy.read_bytes() == before != store.read_bytes()
    with open_for_reading(store) as opened:
        assert opened.layout_is_current()
    # It opens as a store, so that it can be put back.
    with open_for_reading(copy) as opened:
        assert not opened.layout_is_current()


@pytest.mark.slow
def test_a_store_of_this_version_is_not_copied_nor_one_that_is_only_tried(tmp_path, earlier):
    (tmp_path / "new").mkdir()
    store = tiny_store_file(tmp_path / "new", facts=[{}])
    with rewrite(store) as opened:
        assert opened.copy_before_upgrade is None
    with trial_copy(earlier[0]):
        pass
    assert copies_before_upgrade(store) == copies_before_upgrade(earlier[0]) == []


@pytest.mark.slow
def test_the_last_copies_stay_and_older_ones_go(earlier):
    store, _ = earlier
    old = store.read_bytes()
    for day in range(COPIES_BEFORE_UPGRADE + 2):
        store.write_bytes(old)
        with clock.clock_set_to(datetime(2026, 1, 1) + timedelta(days=day)), rewrite(store) as opened:
            assert opened.copy_before_upgrade == copies_before_upgrade(store)[-1]
    assert [copy.name[-15:] for copy in copies_before_upgrade(store)] == [
        "20260103T000000", "20260104T000000", "20260105T000000",
    ]  # fmt: skip


@pytest.mark.slow
def test_it_is_said_in_words(earlier, capsys):
    store, data = earlier
    assert main(["build", "--store", str(store), "--data", str(data)]) == 0
    error = capsys.readouterr().err
    assert f"as it was it lies in {copies_before_upgrade(store)[0]} (the last 3 such copies stay)" in error


@pytest.mark.slow
def test_what_a_killed_writer_left_in_the_log_is_in_the_copy(earlier):
    store, data = earlier
    connection = connect(store)
    connection.execute("set wal_autocheckpoint = '1GB'")
    connection.execute("create table of_the_log (x int)")
    shutil.copyfile(f"{store}.wal", f"{store}.left")
    shutil.copyfile(store, f"{store}.whole")
    connection.close()
    shutil.move(f"{store}.left", f"{store}.wal")
    shutil.move(f"{store}.whole", store)
    ensure_store(store, data)
    with open_for_reading(copies_before_upgrade(store)[0]) as copy:
        assert "of_the_log.x" in copy.columns_of_later_versions()


def test_without_room_for_the_copy_the_store_stays_as_it_is(earlier, small_disk):
    store = small_disk / "store.duckdb"
    shutil.copyfile(earlier[0], store)
    before = store.read_bytes()
    fill(small_disk, 5_500_000)
    with pytest.raises(StoreError, match="There is no disk space left"), rewrite(store):
        pass
    assert store.read_bytes() == before
    assert copies_before_upgrade(store) == []
