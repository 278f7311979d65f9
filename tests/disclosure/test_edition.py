"""Editions: of what they are made, what makes another of them, and that they are remembered when they are let out."""

import shutil
from pathlib import Path

import pytest

from indicators.access import Audience
from indicators.disclosure.edition import (
    add_to_register,
    board_edition,
    current_release,
    public_edition,
    publication_history,
    register_publication,
)
from indicators.errors import DataProblems, UsageError
from indicators.loading.build import build
from indicators.store.database import open_store
from tests.helpers.releases import L, R, cell, fact, quarters
from tests.helpers.tiny_store import tiny_data, tiny_store_file

FACTS = [fact(L, 184), fact(R, 3), fact(L, 303, "2016/17"), fact(R, 8, "2016/17")]
LET_OUT = {"what": "Annual report 2015/16", "by": "business office"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a store and the public copy of it."""
    folder = tmp_path_factory.mktemp("made")
    path = tiny_store_file(folder, FACTS)
    public_edition(path, data=folder / "data").store.close()
    return folder


@pytest.fixture
def path(made, tmp_path):
    """A store of one's own, its public copy beside it."""
    return Path(shutil.copytree(made, tmp_path / "own")) / "store.duckdb"


@pytest.fixture
def published(path):
    """The public edition of the store, now."""
    opened = []

    def publish():
        opened.append(public_edition(path, data=path.parent / "data"))
        return opened[-1]

    yield publish
    for edition in opened:
        edition.store.close()


def copies(path):
    return sorted(path.parent.glob(f"{path.name}.public-*"))


@pytest.mark.slow
def test_both_editions_of_a_store(path, published):
    board, public = board_edition(path), published()
    assert (board.audience, public.audience) == (Audience.BOARD, Audience.PUBLIC)
    assert board.suppressed.empty
    assert list(board.suppressed.columns) == list(public.suppressed.columns)
    assert set(public.suppressed["area_code"]) == {R, "LR"}
    assert board.version != public.version
    assert board.as_at == public.as_at == board.store.query("data_version").iloc[0]["last_happened_at"].date()
    board.store.close()


@pytest.mark.slow
def test_what_changes_makes_a_new_copy_and_sweeps_the_old_one(path, published):
    before = published()
    build(path, tiny_data(path.parent, [*FACTS, fact(L, 3, "2014/15")]))
    after = published()
    assert after.version != before.version
    assert len(copies(path)) == 1
    assert len(after.suppressed) == len(before.suppressed) + 1


@pytest.mark.slow
def test_unsound_settings_publish_nothing(path, published):
    (path.parent / "data" / "disclosure.toml").write_text("threshold = 0\n")
    with pytest.raises(DataProblems):
        published()


@pytest.mark.slow
def test_a_publication_is_remembered_once_and_changes_no_figure(path, published):
    first = published()
    register_publication(path, first, data=path.parent / "data", **LET_OUT)
    store = open_store(path)
    assert store.version == first.version.partition(" public ")[0]
    past = publication_history(store)
    store.close()
    assert past.printed == {
        cell(L): {184},
        cell(L, "2016/17"): {303},
        cell(R, "2016/17"): {8},
        cell("LR", "2016/17"): {311},
    }
    assert past.suppressed == {cell(R), cell("LR")}
    written = path.stat().st_mtime_ns
    second = published()
    assert second.version != first.version
    assert second.suppressed[["indicator", "area_code", "starts"]].equals(
        first.suppressed[["indicator", "area_code", "starts"]]
    )
    register_publication(path, second, data=path.parent / "data", **LET_OUT)
    assert path.stat().st_mtime_ns == written
    # The small count grows; the sum less the part would tell what it was, if both were the same and both shown.
    build(path, tiny_data(path.parent, [fact(L, 184), fact(R, 60), *FACTS[2:]]))
    second = published()
    assert second.version != first.version
    assert set(second.suppressed["area_code"]) == {R, "LR"}


def test_board_editions_are_not_publications(path):
    board = board_edition(path)
    register_publication(path, board, **LET_OUT)
    assert not publication_history(board.store).printed
    board.store.close()


@pytest.mark.parametrize("wrong", [{"what": " "}, {"by": ""}, {"what": "x" * 201}])
def test_a_publication_has_a_name_and_somebody_who_made_it(path, wrong):
    with pytest.raises(UsageError, match="Say "):
        add_to_register(path, [(cell(L), 184)], **LET_OUT | wrong, data_version="", rule="")


@pytest.mark.slow
def test_what_is_pinned_by_an_earlier_publication_is_left_out_and_the_rest_is_published(path, published):
    build(path, tiny_data(path.parent, [fact(L, 1), fact(R, 2), *FACTS[2:]]))
    add_to_register(path, [(cell("LR"), 3)], what="A slip", by="office", data_version="", rule="")
    edition = published()
    rows = edition.store.query("series", indicators=["contacts"], areas=[L, R])
    # Not even a symbol tells that there was something.
    assert set(rows["starts"].dt.year) == {2016}
    assert edition.suppressed.empty
    register_publication(path, edition, data=path.parent / "data", **LET_OUT)
    store = open_store(path)
    assert {cell(L), cell(R)} <= publication_history(store).suppressed
    store.close()


@pytest.mark.slow
def test_the_board_sees_reasons_with_numbers(path):
    release = current_release(path, data=path.parent / "data")
    assert release.name(cell(R)) == "Contacts, Rutland, 2015/16"
    assert release.tables.counts[cell(R)][0].value == 3


@pytest.mark.slow
def test_quarters_can_be_left_out_so_that_their_year_is_shown(path, published):
    build(path, tiny_data(path.parent, [*quarters(R, 2, 3, 9, 8, year=22), *quarters(L, 9, 9, 9, 9, year=36)]))
    assert not (published().store.query("series", indicators=["contacts"], areas=[R])["value"] == 22).any()
    (path.parent / "data" / "disclosure.toml").write_text('shortest_period = "year"\n')
    rows = published().store.query("series", indicators=["contacts"], areas=[L, R])
    assert set(rows["period_type"]) == {"financial_year"}
    assert set(rows["value"]) >= {22, 36}
    (path.parent / "data" / "disclosure.toml").write_text('shortest_period = "week"\n')
    with pytest.raises(DataProblems, match="not one of month, quarter, year"):
        published()
