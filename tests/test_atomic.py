"""Files and folders that change whole or not at all, one writer at a time, with nothing left beside them."""

import pytest

from indicators.atomic import (
    exclusive_lock,
    new_file,
    remove,
    remove_leftovers,
    replace_folder,
    write_file,
    write_files,
)
from indicators.errors import IndicatorsError


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_a_file_is_written_in_the_place_of_the_one_before(tmp_path):
    path = tmp_path / "draft.json"
    for content in (b"old", b"new"):
        write_file(path, content)
        assert path.read_bytes() == content
    assert names(tmp_path) == ["draft.json"]


def test_a_file_that_cannot_take_its_place_leaves_nothing(tmp_path):
    (tmp_path / "draft.json" / "in").mkdir(parents=True)
    with pytest.raises(OSError, match="draft"):
        write_file(tmp_path / "draft.json", b"new")
    assert names(tmp_path) == ["draft.json"]


def test_files_are_all_written_before_one_takes_its_place(tmp_path):
    assert write_files(tmp_path / "out", {"a": b"old", "b": b"old"}) == [tmp_path / "out" / "a", tmp_path / "out" / "b"]
    with pytest.raises(OSError, match="no/c"):
        write_files(tmp_path / "out", {"a": b"new", "no/c": b"new"})
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == {"a": b"old", "b": b"old"}


def test_a_new_file_goes_with_what_lies_beside_it_under_its_name_and_nothing_else(tmp_path):
    path = tmp_path / "store[1].duckdb"
    with new_file(path) as new:
        assert new.name.startswith("store[1].duckdb.writing-")
        new.write_bytes(b"half")
        new.with_name(f"{new.name}.wal").write_bytes(b"log")
        (new.with_name(f"{new.name}.tmp") / "spilled").mkdir(parents=True)
        new.with_name(f"{new.name}0").write_bytes(b"another's")
    assert names(tmp_path) == [f"{new.name}0"]


def test_leftovers_are_files_folders_and_links_of_a_prefix(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").touch()
    (tmp_path / "a[b].writing-1").touch()
    (tmp_path / "a[b].writing-2" / "in").mkdir(parents=True)
    (tmp_path / "a[b].writing-3").symlink_to(tmp_path / "kept")
    (tmp_path / "ab.writing-4").touch()
    remove_leftovers(tmp_path, "a[b].writing-")
    remove(tmp_path / "nothing")
    assert names(tmp_path) == ["ab.writing-4", "kept"]
    assert names(tmp_path / "kept") == ["file"]


def test_one_has_the_lock_at_a_time(tmp_path):
    refusal = IndicatorsError("Somebody else is at work.")
    lock = exclusive_lock(tmp_path / ".lock", refusal=refusal)
    with lock, pytest.raises(IndicatorsError) as caught:
        exclusive_lock(tmp_path / ".lock", refusal=refusal, patience=0)
    assert caught.value is refusal
    with exclusive_lock(tmp_path / ".lock", refusal=refusal, patience=0):
        pass


def test_a_lock_that_cannot_be_made_is_no_lock_that_another_has(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        exclusive_lock(tmp_path / "file" / ".lock", refusal=IndicatorsError("Somebody else is at work."), patience=0)


def test_a_folder_takes_its_place_whole_or_not_at_all(tmp_path):
    place = tmp_path / "pack"
    for name in ("old", "new"):
        with replace_folder(place, prefix=".pack-") as folder:
            (folder / name).touch()
    assert names(place) == ["new"]
    with pytest.raises(KeyError), replace_folder(place, prefix=".pack-"):
        raise KeyError("stopped")
    assert (names(place), names(tmp_path)) == (["new"], ["pack"])


def test_what_a_killed_process_left_of_a_folder_is_mended(tmp_path):
    for name in (".pack-writing-1234abcd", ".pack-before-pack", ".pack-before-other", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name.removeprefix(".")).touch()
    with pytest.raises(KeyError), replace_folder(tmp_path / "pack", prefix=".pack-"):
        raise KeyError("stopped")
    assert names(tmp_path) == ["other", "pack"]
    assert names(tmp_path / "pack") == ["pack-before-pack"]
    assert names(tmp_path / "other") == ["other"]
