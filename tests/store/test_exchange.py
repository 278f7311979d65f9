"""Things put in place together: all of them, or none, whatever fails in between."""

import os

import pytest

from indicators.store import exchange as exchanges
from indicators.store.exchange import Placement, exchange, is_exchange_unfinished, undo_exchange


@pytest.fixture
def places(tmp_path):
    """A store, a folder and a file beside it that is new, each with what goes there."""
    (tmp_path / "aside").mkdir()
    (tmp_path / "new").mkdir()
    store = tmp_path / "store"
    store.write_text("old")
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "old").touch()
    (tmp_path / "new" / "store").write_text("new")
    (tmp_path / "new" / "drafts").mkdir()
    (tmp_path / "new" / "drafts" / "new").touch()
    (tmp_path / "new" / "more").write_text("new")
    (tmp_path / "log").write_text("old")
    return store, [
        Placement(tmp_path / "new" / "drafts", tmp_path / "drafts", tmp_path / "aside" / "drafts"),
        Placement(tmp_path / "new" / "more", tmp_path / "more", tmp_path / "aside" / "more"),
        Placement(None, tmp_path / "log", tmp_path / "aside" / "log"),
        Placement(tmp_path / "new" / "store", store, tmp_path / "aside" / "store"),
    ]


def state(folder):
    return {
        "store": (folder / "store").read_text(),
        "drafts": [entry.name for entry in (folder / "drafts").iterdir()],
        "more": (folder / "more").exists(),
        "log": (folder / "log").exists(),
    }


OLD = {"store": "old", "drafts": ["old"], "more": False, "log": True}
#: Renames and the last replacement; the fifth is a link, without which the store is copied.
STEPS = (1, 2, 3, 4, 6)
NEW = {"store": "new", "drafts": ["new"], "more": True, "log": False}


def test_all_is_put_in_place_and_what_was_there_is_aside(tmp_path, places):
    exchange(*places)
    assert state(tmp_path) == NEW
    assert sorted(entry.name for entry in (tmp_path / "aside").iterdir()) == ["drafts", "log", "store"]
    assert (tmp_path / "aside" / "store").read_text() == "old"
    assert not is_exchange_unfinished(places[0])


@pytest.mark.parametrize("last", STEPS)
def test_a_step_that_fails_leaves_all_as_it_was(tmp_path, places, monkeypatch, last):
    break_at(monkeypatch, tmp_path, last, OSError("no right"))
    with pytest.raises(OSError, match="no right"):
        exchange(*places)
    assert state(tmp_path) == OLD
    assert not is_exchange_unfinished(places[0])


@pytest.mark.parametrize("last", STEPS)
def test_a_process_that_is_gone_is_undone_by_whoever_comes_next(tmp_path, places, monkeypatch, last):
    break_at(monkeypatch, tmp_path, last, OSError("gone"))
    with monkeypatch.context() as gone:
        gone.setattr(exchanges, "undo_exchange", lambda store: None)
        with pytest.raises(OSError, match="gone"):
            exchange(*places)
    assert is_exchange_unfinished(places[0])
    undo_exchange(places[0])
    assert state(tmp_path) == OLD
    assert list((tmp_path / "aside").iterdir()) == []


def test_once_the_store_is_in_place_all_is(tmp_path, places, monkeypatch):
    journals = []
    monkeypatch.setattr(exchanges, "_write_journal", keep(exchanges._write_journal, journals))
    exchange(*places)
    (tmp_path / ".store.exchange.json").write_bytes(journals[0])
    undo_exchange(places[0])
    assert state(tmp_path) == NEW


def test_without_links_the_store_is_copied_aside(tmp_path, places, monkeypatch):
    def no_link(*_):
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", no_link)
    exchange(*places)
    assert (state(tmp_path), (tmp_path / "aside" / "store").read_text()) == (NEW, "old")


def keep(function, journals):
    def call(store, placements):
        function(store, placements)
        journals.append((store.parent / ".store.exchange.json").read_bytes())

    return call


def break_at(monkeypatch, root, last, error):
    """Let the step of a number fail once the journal is written: two renames, one, one, a link, and a replacement."""
    count = 0

    def counted(function):
        def call(*arguments):
            nonlocal count
            if (root / ".store.exchange.json").exists():
                count += 1
                if count == last:
                    raise error
            return function(*arguments)

        return call

    for name in ("rename", "link", "replace"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))
