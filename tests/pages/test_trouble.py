"""When `data/` or the store is unsound: words instead of a traceback, and the last good figures."""

import shutil

import pytest

from indicators.settings import DATA
from tests.pages.conftest import html


def broken_copy(tmp_path):
    """A copy of the shipped data with one figure that is no number."""
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    facts = data / "facts" / "lscb_annual_report_2015_16.csv"
    facts.write_text(facts.read_text("utf-8").replace("2015/16,12773,", "2015/16,many,"), "utf-8")
    return data


@pytest.mark.slow
def test_broken_data_without_a_store_says_what_to_mend(opened, monkeypatch, tmp_path):
    app = opened()
    monkeypatch.setenv("INDICATORS_DATA", str(broken_copy(tmp_path)))
    monkeypatch.setenv("INDICATORS_STORE", str(tmp_path / "new.duckdb"))
    app.run()
    assert "cannot be shown yet" in app.error[0].value
    assert "'many' is not a number" in app.code[0].value
    assert not app.exception


@pytest.mark.slow
def test_broken_data_with_a_store_shows_the_last_good_figures(opened, board_store, monkeypatch, tmp_path):
    path = tmp_path / "held.duckdb"
    shutil.copyfile(board_store, path)
    app = opened()
    monkeypatch.setenv("INDICATORS_DATA", str(broken_copy(tmp_path)))
    monkeypatch.setenv("INDICATORS_STORE", str(path))
    app.run()
    assert "'many' is not a number" in app.code[0].value
    assert "12,773" in html(app)
    assert not app.exception


@pytest.mark.slow
def test_an_unreadable_store_says_how_to_replace_it(opened, monkeypatch, tmp_path):
    path = tmp_path / "spoilt.duckdb"
    path.write_bytes(b"not a store" * 1000)
    app = opened()
    monkeypatch.setenv("INDICATORS_STORE", str(path))
    app.run()
    assert "build --replace" in app.code[0].value
    assert not app.exception
