"""A change of `data/` becomes new returns beside what is there; what did not change is not written again."""

from datetime import datetime

import pandas as pd
import pytest

from indicators.errors import DataProblems
from indicators.loading.build import build, is_current, update
from indicators.store.database import open_for_writing, open_store
from tests.helpers.tiny_store import current, tiny_data, tiny_store, tiny_store_file


def figures(path):
    """(area, period start, value, source) of every figure in force, sorted."""
    store = open_store(path)
    try:
        found = current(store)
        return sorted(zip(found["area_code"], found["starts"].dt.year, found["value"], found["source"], strict=True))
    finally:
        store.close()


def returns(path):
    store = open_store(path)
    try:
        return store.query("returns")
    finally:
        store.close()


def upload(path, **row):
    """What a later return that is no file of data/ writes: one figure."""
    store = open_for_writing(path)
    number = int(store.query("next_return_id").iloc[0]["return_id"])
    figure = {
        "indicator": "contacts", "area_code": "E06000017", "period_type": "financial_year",
        "starts": datetime(2016, 4, 1), "ends": datetime(2017, 3, 31), "value": 400.0, "status": "final",
        "symbol": "", "source": "report", "note": "", "return_id": number,
    }  # fmt: skip
    file = {"return_id": number, "name": "q1.xlsx", "origin": "upload", "sha256": "x", "row_count": 1}
    event = {
        "return_id": number, "event": "accepted", "happened_at": datetime(2026, 1, 1),
        "happened_by": "business office", "reason": "",
    }  # fmt: skip
    with store.transaction():
        store.append("observation", pd.DataFrame([figure | row]))
        store.append("return_file", pd.DataFrame([file]))
        store.append("return_event", pd.DataFrame([event]))
    store.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.duckdb"


TWO_FILES = {"facts/b.csv": [{"area": "Rutland", "value": 369}]}


@pytest.mark.long
def test_a_new_store_holds_every_file(tmp_path, path):
    data = tiny_data(tmp_path, facts=[{}], files=TWO_FILES)
    report = build(path, data)
    assert report.changed == (
        *("definitions", "areas.csv", "sources.csv", "neighbours.csv", "targets.csv", "findings.csv"),
        *("events.csv", "populations.csv", "facts/a.csv", "facts/b.csv"),
    )
    assert (report.removed, report.set_aside) == ((), None)
    assert report.figures == 2
    assert figures(path) == [("E06000017", 2015, 369, "report"), ("E10000018", 2015, 901, "report")]
    assert set(returns(path)["event"]) == {"accepted"}
    assert set(returns(path)["happened_by"]) == {"data folder"}


@pytest.mark.slow
def test_the_folder_of_a_new_store_is_made(tmp_path):
    path = tmp_path / "a" / "b" / "store.duckdb"
    build(path, tiny_data(tmp_path, facts=[{}]))
    assert figures(path) == [("E10000018", 2015, 901, "report")]
    assert [file.name for file in path.parent.glob("[!.]*")] == ["store.duckdb"]


def test_unchanged_data_is_not_written_again(tmp_path, path):
    tiny_store_file(tmp_path, facts=[{}])
    before, written = path.read_bytes(), path.stat().st_mtime_ns
    again = build(path, tmp_path / "data")
    assert (again.changed, again.removed, again.figures) == ((), (), 1)
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == written


@pytest.mark.slow
def test_a_changed_file_supersedes_itself_only(tmp_path, path):
    tiny_store_file(tmp_path, facts=[{}], files=TWO_FILES)
    before = returns(path)
    report = build(path, tiny_data(tmp_path, facts=[{"value": 902}, {"period": "2014/15", "value": 5}]))
    assert report.changed == ("facts/a.csv",)
    assert figures(path) == [
        ("E06000017", 2015, 369, "report"),
        ("E10000018", 2014, 5, "report"),
        ("E10000018", 2015, 902, "report"),
    ]
    new = returns(path).head(len(returns(path)) - len(before))
    assert sorted(zip(new["name"], new["event"], strict=True)) == [
        ("facts/a.csv", "accepted"),
        ("facts/a.csv", "superseded"),
    ]


@pytest.mark.slow
def test_nothing_is_overwritten(tmp_path, path):
    tiny_store_file(tmp_path, facts=[{}])
    build(path, tiny_data(tmp_path, facts=[{"value": 902}]))
    build(path, tiny_data(tmp_path, facts=[{"value": 901}]))
    assert figures(path) == [("E10000018", 2015, 901, "report")]
    accepted = returns(path).query("event == 'accepted' and name == 'facts/a.csv'")
    assert len(accepted) == 3
    assert accepted["sha256"].nunique() == 2


@pytest.mark.slow
def test_a_row_that_is_gone_from_its_file_is_gone(tmp_path, path):
    tiny_store_file(tmp_path, facts=[{}, {"area": "Rutland"}])
    build(path, tiny_data(tmp_path, facts=[{"area": "Rutland"}]))
    assert figures(path) == [("E06000017", 2015, 901, "report")]


@pytest.mark.long
def test_a_removed_file_takes_its_figures_with_it(tmp_path, path):
    tiny_store_file(tmp_path, facts=[{}], files=TWO_FILES)
    data = tmp_path / "data"
    (data / "facts" / "b.csv").unlink()
    report = build(path, data)
    assert (report.changed, report.removed) == ((), ("facts/b.csv",))
    assert figures(path) == [("E10000018", 2015, 901, "report")]
    assert build(path, data).removed == ()


@pytest.mark.long
def test_a_figure_may_move_to_another_file(tmp_path, path):
    tiny_store_file(tmp_path, facts=[{}, {"area": "Rutland", "value": 369}])
    build(path, tiny_data(tmp_path, facts=[{}], files=TWO_FILES))
    assert figures(path) == [("E06000017", 2015, 369, "report"), ("E10000018", 2015, 901, "report")]


@pytest.mark.slow
def test_what_others_wrote_stays(tmp_path, path):
    tiny_store_file(tmp_path, facts=[{}])
    upload(path)
    mine = ("E06000017", 2016, 400, "report")
    assert mine in figures(path)
    data = tiny_data(tmp_path, facts=[{"value": 902}])
    report = build(path, data)
    assert report.changed == ("facts/a.csv",)
    assert figures(path) == [mine, ("E10000018", 2015, 902, "report")]
    (data / "facts" / "a.csv").unlink()
    build(path, data)
    assert figures(path) == [mine]
    assert build(path, data).changed == ()


@pytest.mark.slow
def test_a_correction_by_others_stands_until_its_file_changes(tmp_path, path):
    tiny_store_file(tmp_path, facts=[{"area": "Rutland", "period": "2016/17"}], files={"facts/b.csv": [{}]})
    upload(path)
    assert ("E06000017", 2016, 400, "report") in figures(path)
    build(path, tiny_data(tmp_path, facts=[{"area": "Rutland", "period": "2016/17"}], files={"facts/b.csv": []}))
    assert figures(path) == [("E06000017", 2016, 400, "report")]


@pytest.mark.long
def test_a_changed_definition_or_table_is_taken_in(tmp_path, path):
    tiny_store_file(tmp_path, facts=[{}])
    data = tmp_path / "data"
    tiny_data(tmp_path, facts=[{}], definitions={"contacts": {"title": "Contacts, all"}})
    assert build(path, data).changed == ("definitions",)
    rows = [{"finding": "a", "statement": "Audits improved."}]
    tiny_data(tmp_path, facts=[{}], definitions={"contacts": {"title": "Contacts, all"}}, tables={"findings.csv": rows})
    assert build(path, data).changed == ("findings.csv",)
    store = open_store(path)
    assert any("Contacts, all" in body for body in store.query("definitions")["body"])
    assert len(store.query("definitions")) == 4
    assert list(store.query("findings")["statement"]) == ["Audits improved."]
    store.close()


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    "change",
    [
        {"facts": [{"value": "many"}]},
        {"facts": [{}], "definitions": {"contacts": {"unit": None}}},
        {"facts": [{}], "definitions": {"contacts": None, "contacts_to_referral": None}},
        {"facts": [{}, {}]},
        {"facts": [{}], "files": {"areas.csv": "code\n"}},
        {"facts": [{}], "files": {"facts/c.csv": b"\xff\xfe"}},
    ],
    ids=["bad figure", "bad definition", "definition gone", "duplicate", "bad table", "bad file"],
)
def test_a_bad_change_leaves_everything(tmp_path, path, change):
    tiny_store_file(tmp_path, facts=[{}])
    before = path.read_bytes()
    data = tiny_data(tmp_path, **change)
    with pytest.raises(DataProblems):
        build(path, data)
    assert path.read_bytes() == before
    assert figures(path) == [("E10000018", 2015, 901, "report")]
    build(path, tiny_data(tmp_path, facts=[{}]) if "files" not in change else mended(tmp_path, data))
    assert figures(path) == [("E10000018", 2015, 901, "report")]


def mended(tmp_path, data):
    (data / "facts" / "c.csv").unlink(missing_ok=True)
    return tiny_data(tmp_path, facts=[{}])


@pytest.mark.long
def test_an_open_store_takes_bad_and_then_good_data(tmp_path):
    store = tiny_store(tmp_path, facts=[{}])
    with pytest.raises(DataProblems):
        update(store, tiny_data(tmp_path, facts=[{"value": "x"}]))
    data = tiny_data(tmp_path, facts=[{"value": 7}])
    assert not is_current(store, data)
    assert update(store, data).changed == ("facts/a.csv",)
    assert is_current(store, data)
    assert list(current(store)["value"]) == [7]
    store.close()


@pytest.mark.slow
def test_progress_goes_from_nothing_to_done_in_words(tmp_path, path):
    seen = []
    build(path, tiny_data(tmp_path, facts=[{}]), progress=lambda share, words: seen.append((share, words)))
    shares = [share for share, _ in seen]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert "Reading facts/a.csv" in [words for _, words in seen]
