"""Drafts: what was typed is there again; ids that are paths, files that are damaged and folders that are locked."""

import json
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.board.drafts import (
    RETENTION_DAYS,
    all_drafts,
    discard_draft,
    load_draft,
    new_draft_id,
    own_drafts,
    save_draft,
)
from indicators.errors import StoreError

FIELDS = {"question": "Why <b>?\n\0", "due": "2016-09-30"}


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store.duckdb"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "store.duckdb.drafts"


def test_a_draft_comes_back_as_it_was_left(store):
    assert all_drafts(store) == []
    draft_id = new_draft_id()
    save_draft(store, draft_id, "raise", "A challenge", {"question": "Wh"})
    saved = save_draft(store, draft_id, "raise", "A challenge: Why", FIELDS)
    assert load_draft(store, draft_id) == saved
    assert (saved.form, saved.title, saved.fields) == ("raise", "A challenge: Why", FIELDS)
    assert all_drafts(store) == [saved]


def test_the_newest_comes_first_and_what_is_discarded_is_gone(store, folder):
    ids = [new_draft_id() for _ in range(3)]
    assert len(set(ids)) == 3
    for draft_id in ids:
        save_draft(store, draft_id, "raise", "", FIELDS)
    assert [draft.id for draft in all_drafts(store)] == ids[::-1]
    discard_draft(store, ids[1])
    discard_draft(store, ids[1])
    assert [draft.id for draft in all_drafts(store)] == [ids[2], ids[0]]
    assert len(list(folder.iterdir())) == 2


def test_a_draft_is_known_to_those_who_wrote_it_and_its_file_gives_no_token_away(store, folder):
    mine, theirs = new_draft_id(), new_draft_id()
    draft = new_draft_id()
    save_draft(store, draft, "raise", "", FIELDS, token=mine)
    save_draft(store, new_draft_id(), "raise", "", FIELDS, token=theirs)
    save_draft(store, new_draft_id(), "raise", "", FIELDS)
    assert [one.id for one in own_drafts(store, [mine])] == [draft]
    assert own_drafts(store, []) == own_drafts(store, [""]) == own_drafts(store, [new_draft_id()]) == []
    save_draft(store, draft, "raise", "", FIELDS, token=theirs)
    assert [one.id for one in own_drafts(store, [mine])] == [draft], "who writes on takes it from nobody"
    assert len(own_drafts(store, [theirs])) == 2
    assert not any(mine in file.read_text() or theirs in file.read_text() for file in folder.iterdir())


@given(st.text(max_size=50) | st.from_regex(r"[./A-Za-z0-9_-]{10,50}", fullmatch=True))
def test_an_id_never_names_another_file(tmp_path_factory, draft_id):
    store = tmp_path_factory.getbasetemp() / "hostile" / "store.duckdb"
    if draft_id.isascii() and 16 <= len(draft_id) <= 43 and draft_id.replace("-", "").replace("_", "").isalnum():
        return
    assert load_draft(store, draft_id) is None
    discard_draft(store, draft_id)
    with pytest.raises(StoreError, match="no name of ours"):
        save_draft(store, draft_id, "raise", "", FIELDS)
    assert not store.parent.exists()


@pytest.mark.parametrize(
    "draft_id", ["../../../../etc/passwd", "a" * 16 + "\n", "a" * 15, "a" * 44, "", "a/" * 10, "é" * 20]
)
def test_some_ids_that_are_not_ours(store, tmp_path, draft_id):
    with pytest.raises(StoreError, match="no name of ours"):
        save_draft(store, draft_id, "raise", "", FIELDS)
    assert (load_draft(store, draft_id), list(tmp_path.iterdir())) == (None, [])


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"form": "raise"}', b"[" * 100_000,
        json.dumps({"form": "raise", "title": 1, "fields": {}, "saved_at": "2016-06-03"}).encode(),
        json.dumps({"form": "raise", "title": "", "fields": {"a": 1}, "saved_at": "2016-06-03"}).encode(),
        json.dumps({"form": "raise", "title": "", "fields": [], "saved_at": "2016-06-03"}).encode(),
        json.dumps({"form": "raise", "title": "", "fields": {}, "saved_at": "yesterday"}).encode(),
        json.dumps({"form": "raise", "title": "x" * 6_500_000, "fields": {}, "saved_at": "2016-06-03"}).encode(),
    ],
)  # fmt: skip
def test_damaged_files_are_passed_over(store, folder, content):
    sound = save_draft(store, new_draft_id(), "raise", "", FIELDS)
    damaged = new_draft_id()
    (folder / f"{damaged}.json").write_bytes(content)
    (folder / "not ours.json").write_bytes(b"{}")
    assert (load_draft(store, damaged), all_drafts(store)) == (None, [sound])
    assert save_draft(store, damaged, "raise", "", FIELDS) == load_draft(store, damaged)


def test_links_out_of_the_folder_are_not_followed(store, folder, tmp_path):
    save_draft(store, new_draft_id(), "raise", "", FIELDS)
    (tmp_path / "secret.json").write_text(next(folder.iterdir()).read_text())
    linked = new_draft_id()
    (folder / f"{linked}.json").symlink_to(tmp_path / "secret.json")
    assert load_draft(store, linked) is None


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({str(place): "" for place in range(61)}, "61 fields"),
        ({"question": "x" * 400_000}, "400,008 characters"),
    ],
)
def test_more_than_a_form_can_hold_is_refused_and_the_draft_before_stays(store, fields, told):
    before = save_draft(store, new_draft_id(), "raise", "", FIELDS)
    with pytest.raises(StoreError, match=f"{told}.* was not kept as a draft"):
        save_draft(store, before.id, "raise", "", fields)
    assert all_drafts(store) == [before]


DAY = 86_400


def aged(folder, name, days):
    """A file of the folder as it would be after so many days of a clock that runs as it should."""
    (folder / name).write_text(json.dumps({"form": "raise", "title": "", "fields": {}, "saved_at": "2016-06-03"}))
    os.utime(folder / name, (time.time() - days * DAY,) * 2)


def names(folder):
    return sorted(one.name for one in folder.iterdir())


def test_old_drafts_are_noted_and_swept_a_month_later_with_what_a_killed_process_left(store, folder):
    kept = save_draft(store, new_draft_id(), "raise", "", FIELDS)
    old = [f"{new_draft_id()}.json", ".half.1234"]
    for name in old:
        aged(folder, name, RETENTION_DAYS + 1)
    save_draft(store, kept.id, "raise", "", FIELDS)
    assert names(folder) == sorted([f"{kept.id}.json", *old, *(f"{name}.old" for name in old)])
    for name in old:
        os.utime(folder / f"{name}.old", (time.time() - 31 * DAY,) * 2)
    for _ in range(2):
        # The notes go with the next sweep.
        save_draft(store, kept.id, "raise", "", FIELDS)
    assert names(folder) == [f"{kept.id}.json"]


@pytest.mark.parametrize("days", [61, 400, 20_000])
def test_a_clock_that_jumps_sweeps_nothing(store, folder, monkeypatch, days):
    first = save_draft(store, new_draft_id(), "raise", "first", FIELDS)
    clock = time.time
    monkeypatch.setattr(time, "time", lambda: clock() + days * DAY)
    second = save_draft(store, new_draft_id(), "raise", "second", FIELDS)
    os.utime(folder / f"{second.id}.json", (time.time(),) * 2)
    for note in folder.glob("*.old"):
        os.utime(note, (time.time(),) * 2)
    for _ in range(3):
        third = save_draft(store, new_draft_id(), "raise", "third", FIELDS)
        discard_draft(store, third.id)
    assert {draft.title for draft in all_drafts(store)} == {"first", "second"}
    monkeypatch.undo()
    save_draft(store, first.id, "raise", "first", FIELDS)
    save_draft(store, first.id, "raise", "first", FIELDS)
    assert names(folder) == sorted([f"{first.id}.json", f"{second.id}.json"])


def test_a_draft_saved_while_the_clock_stood_at_its_beginning_is_there_when_it_is_set(store, folder):
    early = save_draft(store, new_draft_id(), "raise", "early", FIELDS)
    os.utime(folder / f"{early.id}.json", (0, 0))
    save_draft(store, new_draft_id(), "raise", "later", FIELDS)
    assert {draft.title for draft in all_drafts(store)} == {"early", "later"}
    save_draft(store, early.id, "raise", "early", FIELDS)
    save_draft(store, early.id, "raise", "early", FIELDS)
    assert not list(folder.glob("*.old"))


def test_where_the_folder_cannot_be_written_it_is_told(store, folder):
    folder.write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=r"Drafts cannot be kept in .*store\.duckdb\.drafts .* stays in this window"):
        save_draft(store, new_draft_id(), "raise", "", FIELDS)
    assert all_drafts(store) == []
