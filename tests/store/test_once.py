"""What is read once for each state of a store is never of another state."""

import shutil

import pytest

from indicators.store.database import IN_MEMORY, open_for_reading, open_for_writing, open_store
from indicators.store.once import once_for_each_state
from indicators.store.rewrite import rewrite
from tests.helpers.tiny_store import tiny_store_file


@pytest.fixture
def path(tmp_path):
    return tiny_store_file(tmp_path, [{}])


@pytest.fixture
def reader():
    """A reading function that notes each time that it is called."""
    calls = []

    @once_for_each_state(most=2)
    def read(store):
        calls.append(store)
        return len(calls)

    read.calls = calls
    return read


@pytest.mark.slow
def test_two_that_opened_the_same_share_what_was_read(path, reader):
    with open_for_reading(path) as first, open_for_reading(path) as second:
        assert reader(first) == reader(second) == 1


@pytest.mark.slow
def test_who_opened_the_former_file_gives_nothing_to_who_opens_the_new(path, reader, tmp_path):
    """Also where the new file holds the same returns, so that its version is the same."""
    other = shutil.copyfile(path, tmp_path / "other.duckdb")
    former = open_store(path)
    other.replace(path)
    assert reader(former) == 1
    with open_for_reading(path) as now:
        assert now.version == former.version
        assert reader(now) == 2
    assert reader(former) == 1
    former.close()


def test_a_store_that_is_written_is_read_each_time(path, reader):
    with rewrite(path) as store:
        assert [reader(store), reader(store)] == [1, 2]
    passing = open_for_writing(IN_MEMORY)
    assert [reader(passing), reader(passing)] == [3, 4]
    passing.close()


@pytest.mark.slow
def test_no_more_states_are_remembered_than_wanted(path, reader, tmp_path):
    places = [shutil.copyfile(path, tmp_path / f"{number}.duckdb") for number in range(3)]
    for place in (*places, places[0]):
        with open_for_reading(place) as store:
            reader(store)
    assert len(reader.calls) == 4
