"""Of two boards that differ in a withheld number alone, who may see public figures alone gets the same pages and
the same files, whatever the address asks for.
"""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit as st

from indicators.access.log import log_folder
from indicators.access.permissions import Role
from indicators.disclosure.edition import Audience
from tests.helpers.pages import sent_words
from tests.helpers.signing_in import signing_in
from tests.helpers.tiny_store import tiny_store_file

#: Cases of the newest year: both are of 1 to 5 people.
HIDDEN = (3, 4)
#: Every page with figures that anybody may open, with each of its parameters.
VIEWS = [
    ("explore", {"indicator": "contacts", "area": "Rutland", "measure": "value"}),
    ("explore", {"indicator": "contacts", "area": "Rutland", "measure": "rate", "add": "intervals"}),
    ("explore", {"indicator": "contacts_to_referral", "area": "Rutland"}),
    ("home", {"show": "All indicators"}),
    ("compare", {"stage": "Child in need"}),
    ("areas", {"area": "Rutland"}),
    ("topics", {"topic": "contacts"}),
    ("about", {"section": "coverage"}),
    ("present", {"of": "explore", "indicator": "contacts"}),
    ("home", {}),
    ("home", {"known": "2016-01-01"}),
    ("explore", {"indicator": "contacts"}),
    ("explore", {"indicator": "contacts", "measure": "index", "with": "neighbours"}),
    ("explore", {"indicator": "contacts", "area": "Rutland", "add": "limits", "from": "2014/15", "to": "2015/16"}),
    ("explore", {"indicator": "contacts", "chart": "funnel"}),
    ("explore", {"indicator": "contacts", "periods": "quarter", "known": "2016-01-01"}),
    ("compare", {"stage": "All stages", "year": "2015/16"}),
]
#: Only with these are bytes compared; the other formats are made of the same exhibit.
COMPARED = ("csv", "xlsx", "ods")
_KEY = re.compile(r"\$\$ID-[0-9a-f]+-([\w-]+)")
#: What is new at every start.
_NEW = re.compile(r"[0-9a-f]{24,}|(?<=Math\.min\()\d+")


def board(folder: Path, number: int) -> Path:
    facts = [
        {"value": 4_217}, {"period": "2014/15", "value": 4_100},
        {"area": "Rutland", "value": number}, {"area": "Rutland", "period": "2014/15", "value": 60},
        {"indicator": "referrals", "value": 900}, {"indicator": "referrals", "area": "Rutland", "value": 1},
    ]  # fmt: skip
    folder.mkdir()
    children = [{}, {"area": "Rutland", "value": 8_000}]
    return tiny_store_file(folder, facts, populations=children, definitions={"contacts": {"headline": 1}})


@pytest.fixture(scope="module")
def boards(tmp_path_factory):
    """Two stores that differ in the hidden number."""
    folder = tmp_path_factory.mktemp("boards")
    return [board(folder / str(number), number) for number in HIDDEN]


@pytest.fixture
def files(monkeypatch):
    """The files on offer of the page that is open, by name, with what makes each."""
    offered = {}
    button = st.download_button

    def record(label, data, *, file_name, **rest):
        offered[file_name] = data
        return button(label, data, file_name=file_name, **rest)

    monkeypatch.setattr(st, "download_button", record)
    return offered


@pytest.fixture
def look(monkeypatch, tmp_path, files):
    """`look(store, "visitor", "home", {})`: all that a page sends to somebody of a role, and the files it offers."""

    def open_page(store, role, page, query, **state):
        monkeypatch.setenv("INDICATORS_STORE", str(store))
        monkeypatch.setenv("INDICATORS_DATA", str(store.parent / "data"))
        monkeypatch.chdir(Path(__file__).parents[2])
        shutil.rmtree(log_folder(store), ignore_errors=True)
        files.clear()
        with signing_in(store, tmp_path) as signed:
            app = signed.open(role, page=page, **query)
            # All that stands folded is opened.
            folded = [str(getattr(one.proto, "id", "")) for one in (*app.get("popover"), *app.expander)]
            for found in filter(None, map(_KEY.fullmatch, folded)):
                app.session_state[found[1]] = True
            for key, value in state.items():
                app.session_state[key.replace("_", "-")] = value
            app.run()
            assert not app.exception
            words = _NEW.sub("", sent_words(app).replace(str(store.parent), ""))
            return words, {name: made(make) for name, make in files.items() if name.endswith(COMPARED)}

    return open_page


def made(make):
    """The bytes of a file, as the click on its button makes it, or why it is refused."""
    job = getattr(make, "__self__", None)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(make)
        if job is not None:
            job.trouble()
        return repr(answer.exception()) if answer.exception() else answer.result()


def name_of(view):
    return "-".join([view[0], *view[1]])


@pytest.mark.slow
@pytest.mark.examples(9)
@pytest.mark.parametrize(("page", "query"), VIEWS, ids=map(name_of, VIEWS))
def test_a_hidden_number_makes_no_difference_to_a_visitor(boards, look, page, query):
    one, other = (look(store, "visitor", page, query) for store in boards)
    assert one == other


@pytest.mark.long
@pytest.mark.parametrize(("page", "query"), VIEWS, ids=map(name_of, VIEWS))
@pytest.mark.parametrize("role", [Role.AGENCY, Role.ADMINISTRATOR])
def test_nor_to_a_role_without_the_boards_figures(boards, look, role, page, query):
    one, other = (look(store, role, page, query) for store in boards)
    assert one == other


@pytest.mark.slow
def test_the_boards_own_pages_and_files_differ(boards, look):
    # Else the comparison would find nothing anywhere.
    query = {"indicator": "contacts", "area": "Rutland", "measure": "value"}
    one, other = (look(store, "member", "explore", query, explore_audience=Audience.BOARD) for store in boards)
    assert one[0] != other[0]
    assert one[1].keys() == other[1].keys() != set()
    assert all(one[1][name] != other[1][name] for name in one[1])


@pytest.mark.slow
@pytest.mark.parametrize("role", ["visitor", Role.AGENCY, Role.ADMINISTRATOR])
def test_asking_for_the_boards_files_gives_nothing_of_the_boards(boards, look, role):
    query = {"indicator": "contacts", "area": "Rutland", "measure": "value"}
    one, other = (look(store, role, "explore", query, explore_audience=Audience.BOARD) for store in boards)
    assert one == other
    assert one[1]
    assert not [name for name in one[1] if "sensitive" in name]
