"""The dashboard without a browser: Streamlit's own AppTest over a store built from the shipped data."""

import re
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from indicators.settings import DATA
from tests.helpers.challenge_lives import live
from tests.helpers.explore_page import html_of
from tests.helpers.pages import opened_page
from tests.helpers.tiny_store import tiny_store_file

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("since", "home", "challenge", "log", "assurance", "priority", "findings", "explore")
NAMES += ("compare", "scorecard", "areas", "topics", "disagreements", "returns", "add", "about", "access")


@pytest.fixture(scope="session")
def lived_store(board_store, tmp_path_factory) -> Path:
    """The same with a challenge log that has been lived with; see `lives.py`."""
    path = board_store.parent.with_name("lived") / "indicators.duckdb"
    # Once for all workers, as the store that it begins with.
    with FileLock(path.parent.with_suffix(".lock")):
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            begun = path.with_suffix(".begun")
            shutil.copyfile(board_store, begun)
            live(begun)
            begun.rename(path)
    return path


@pytest.fixture(autouse=True)
def data_of_the_board(board_data, monkeypatch):
    """The data folder of `board_store`; tests with one of their own choose it afterwards."""
    monkeypatch.setenv("INDICATORS_DATA", str(board_data))


@pytest.fixture
def opened(board_store, monkeypatch):
    """`opened("explore", indicator="referrals")`: the page of that name, run once with those parameters."""
    monkeypatch.setenv("INDICATORS_STORE", str(board_store))
    monkeypatch.chdir(ROOT)

    def open_page(name: str = "home", **query) -> AppTest:
        return opened_page(name, query)

    return open_page


@pytest.fixture
def opened_with_all(shipped_store, monkeypatch, opened):
    """As `opened`, on a store of all shipped data."""
    monkeypatch.setenv("INDICATORS_STORE", str(shipped_store))
    monkeypatch.setenv("INDICATORS_DATA", str(DATA))
    return opened


@pytest.fixture
def lived(lived_store, monkeypatch, opened):
    """`lived("log", show="overdue")`: as `opened`, on the store with a challenge log; no test may change it."""
    monkeypatch.setenv("INDICATORS_STORE", str(lived_store))
    return opened


@pytest.fixture
def own_store(board_store, tmp_path, monkeypatch, opened):
    """`own_store("returns", section="take")`: as `opened`, on a store of the shipped data that the test may change."""
    opened.path = tmp_path / "indicators.duckdb"
    shutil.copyfile(board_store, opened.path)
    monkeypatch.setenv("INDICATORS_STORE", str(opened.path))
    return opened


@pytest.fixture
def own_tiny(tmp_path, monkeypatch, opened):
    """`own_tiny("log")`: as `own_store`, on a store of a few figures and one plan, into which it is quick to write."""
    tables = {"agencies.csv": [{}, {"agency": "police", "name": "Police", "source": "national"}], "duties.csv": [{}]}
    facts = [{"area": "Rutland", "period": "2014/15", "value": 717}, {"area": "Rutland"}, {"value": 12773}]
    children = [{}, {"area": "Rutland", "value": 8_000}]
    opened.path = tiny_store_file(tmp_path, facts, populations=children, plans={"lr": {}}, tables=tables)
    monkeypatch.setenv("INDICATORS_STORE", str(opened.path))
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    return opened


@pytest.fixture
def in_browser_of(monkeypatch):
    """`in_browser_of(app)`: pages opened from now on have the cookies that the scripts of a page set."""

    def take_cookies(app: AppTest) -> None:
        token = re.search(r'data-drafts-token="([^"]+)"', html(app))
        assert token
        monkeypatch.setattr(ContextProxy, "cookies", {"drafts": f"nonsense.{token[1]}"})

    return take_cookies


def html(app: AppTest) -> str:
    """All that a page says in HTML."""
    return "\n".join([*(element.proto.body for element in app.get("html")), html_of(app)])
