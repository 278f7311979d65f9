"""A store is brought up to date before it is read, and the last good one is read where that fails."""

import pytest

from indicators.errors import DataProblems, StoreError
from indicators.loading.build import StoreState, ensure_store
from indicators.store.database import open_store
from tests.helpers.processes import child
from tests.helpers.tiny_store import tiny_data, write_files


def value_in(path):
    store = open_store(path)
    try:
        return store.query("series", indicators=["contacts"], areas=["E10000018"])["value"].tolist()
    finally:
        store.close()


@pytest.mark.long
def test_built_then_current_then_built_again_when_data_changes(tmp_path):
    data, path = tiny_data(tmp_path, [{"value": 1}]), tmp_path / "deep" / "store.duckdb"
    assert ensure_store(path, data).state is StoreState.BUILT
    assert ensure_store(path, data).state is StoreState.CURRENT
    tiny_data(tmp_path, [{"value": 2}])
    assert ensure_store(path, data).state is StoreState.BUILT
    assert value_in(path) == [2]


@pytest.mark.long
def test_problems_leave_the_last_good_store(tmp_path):
    data, path = tiny_data(tmp_path, [{"value": 1}]), tmp_path / "store.duckdb"
    ensure_store(path, data)
    write_files(data, {"facts/a.csv": [{"value": "many"}]})
    ensured = ensure_store(path, data)
    assert ensured.state is StoreState.STALE
    assert "'many' is not a number" in ensured.warning
    assert value_in(path) == [1]


@pytest.mark.slow
def test_problems_without_a_store_are_raised_and_leave_none(tmp_path):
    data, path = tiny_data(tmp_path, [{"value": "many"}]), tmp_path / "store.duckdb"
    with pytest.raises(DataProblems):
        ensure_store(path, data)
    assert not path.exists()


def test_a_file_that_is_no_store_is_named_and_left_alone(tmp_path):
    path = tmp_path / "store.duckdb"
    path.write_text("not a store, though rather longer than a few bytes\n" * 100)
    with pytest.raises(StoreError, match="--replace"):
        ensure_store(path, tiny_data(tmp_path))
    assert path.read_text().startswith("not a store")


READING = """
import sys
from indicators.store.database import open_store

store = open_store(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@pytest.mark.long
def test_a_store_that_another_process_reads_is_brought_up_to_date(tmp_path):
    data, path = tiny_data(tmp_path, [{"value": 1}]), tmp_path / "store.duckdb"
    ensure_store(path, data)
    tiny_data(tmp_path, [{"value": 2}])
    with child(READING, path) as reader:
        assert reader.stdout.readline() == "open\n"
        assert ensure_store(path, data).state is StoreState.BUILT
        assert value_in(path) == [2]
