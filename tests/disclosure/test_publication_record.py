"""The public copy beside its store: whole or not there, one at a time, and found again."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from indicators.disclosure import public_copy
from indicators.disclosure.public_copy import cached_copy
from indicators.errors import StoreError
from indicators.store.database import open_store
from tests.helpers.tiny_store import tiny_store_file


@pytest.fixture
def path(tmp_path):
    return tiny_store_file(tmp_path)


@pytest.fixture
def written(path):
    """A writer that copies the store, with the places that it was asked to write."""
    places = []

    def write(place):
        places.append(place)
        shutil.copyfile(path, place)

    write.places = places
    return write


def copies(path):
    return sorted(file.name for file in path.parent.glob(f"{path.name}.public-*"))


@pytest.mark.slow
def test_a_copy_is_made_once(path, written):
    assert cached_copy(path, "a", written) == cached_copy(path, "a", written)
    assert len(written.places) == 1
    assert copies(path) == ["store.duckdb.public-a"]


@pytest.mark.slow
def test_a_damaged_copy_is_made_again(path, written):
    place = cached_copy(path, "a", written)
    for content in (place.read_bytes()[:20_000], b"", b"no store"):
        place.write_bytes(content)
        open_store(cached_copy(path, "a", written)).close()
    assert len(written.places) == 4


def test_other_keys_and_what_was_left_behind_are_swept(path, written):
    cached_copy(path, "a", written)
    path.with_name("store.duckdb.public-b.writing-1234").write_bytes(b"half")
    cached_copy(path, "b", written)
    assert copies(path) == ["store.duckdb.public-b"]


def test_what_fails_leaves_nothing(path):
    def write(place):
        place.write_bytes(b"half")
        raise StoreError("There is no disk space left.")

    with pytest.raises(StoreError, match="disk space"):
        cached_copy(path, "a", write)
    assert copies(path) == []


def test_those_who_come_at_once_find_one_copy(path, written):
    with ThreadPoolExecutor(4) as pool:
        places = set(pool.map(lambda _: cached_copy(path, "a", written), range(4)))
    assert (len(places), len(written.places)) == (1, 1)


def test_in_a_folder_that_is_read_only_it_lies_elsewhere(path, written, monkeypatch):
    monkeypatch.setattr(public_copy.os, "access", lambda *_: False)
    place = cached_copy(path, "a", written)
    assert place.parent != path.parent
    assert copies(path) == []
    assert cached_copy(path, "a", written) == place
    assert len(written.places) == 1
