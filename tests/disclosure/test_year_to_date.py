"""Sums over quarters in the public copy: there is none of which a quarter is withheld."""

from contextlib import closing
from datetime import date

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.disclosure.edition import public_edition
from indicators.figures import latest_figures
from indicators.figures.disagreements import stored_disagreements
from indicators.store.database import open_store
from tests.helpers.releases import L, R, fact
from tests.helpers.tiny_store import tiny_store_file


def by_quarter(area, *values, year="2015/16"):
    return [fact(area, value, f"{year} Q{place}") for place, value in enumerate(values, 1)]


FACTS = [
    *by_quarter(L, 60, 70, 80), *by_quarter(L, 50, 60, 70, 80, year="2014/15"), fact(L, 270, "2014/15"),
    *by_quarter(R, 30, 3, 40), *by_quarter(R, 30, 2, 40, 50, year="2014/15"), fact(R, 130, "2014/15"),
]  # fmt: skip


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """The board's store and the public one."""
    path = tiny_store_file(
        tmp_path_factory.mktemp("quarters"), FACTS, definitions={"contacts": {"quarters_add_up": True}}
    )
    edition = public_edition(path, data=path.parent / "data")
    with closing(open_store(path)) as board, closing(edition.store):
        yield board, edition.store


def sums_in(store):
    """The year to date by area, with that of the year before."""
    latest = latest_figures(store, load_catalogue(store), ["contacts"], [L, R, "LR"], as_at=date(2016, 3, 1))
    found = {area: figure.newer or figure for (_, area), figure in latest.items()}
    return {
        area: (figure.year_to_date.current.value, figure.year_to_date.earlier and figure.year_to_date.earlier.value)
        for area, figure in found.items()
        if figure.year_to_date
    }


@pytest.mark.slow
def test_a_withheld_quarter_leaves_no_year_to_date_in_public(stores):
    board, public = stores
    assert sums_in(board) == {L: (210, 180), R: (73, 72), "LR": (283, 252)}
    assert sums_in(public) == {L: (210, 180)}


@pytest.mark.slow
def test_a_year_that_does_not_add_up_is_named_in_public_only_where_all_of_it_is_shown(stores):
    named = []
    for store in stores:
        known = load_catalogue(store)
        rows = stored_disagreements(store, known, ["contacts"], [L, R, "LR"])
        named.append(sorted((row.area_code, row.value, row.other_value, row.follows) for row in rows.itertuples()))
    assert named[0] == [(R, 130, 122, False), (L, 270, 260, False), ("LR", 400, 382, True)]
    assert named[1] == [(L, 270, 260, False)]
