"""Compare sets both areas beside each other for one period, while the return of one of them has not come yet."""

from contextlib import closing
from datetime import date

import pandas as pd
import pytest

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import load_catalogue
from indicators.pages.compare.view import UnitComparison, comparison_rows
from tests.helpers.areas import BOARD_AREAS
from tests.helpers.tiny_store import tiny_store

LEICESTERSHIRE, RUTLAND = "Leicestershire", "Rutland"


def quarter(area, number, value="40", **rest):
    return {"indicator": "contacts_to_referral", "area": area, "period": f"2016/17 Q{number}", "value": value, **rest}


def compared(tmp_path, *facts):
    """Area and period of the figures that stand side by side."""
    with closing(
        tiny_store(tmp_path, list(facts), definitions={"contacts_to_referral": {"frequency": "quarter"}})
    ) as store:
        catalogue = load_catalogue(store)
        chosen = [catalogue.indicators["contacts_to_referral"]]
        rows = comparison_rows(store, catalogue, chosen, BOARD_AREAS, as_at=date(2017, 3, 31))
        return [(row.area, row.period) for row in rows if row.role == "focus" and row.label != "–"]


@pytest.mark.slow
def test_a_quarter_is_not_shown_beside_the_one_before(tmp_path):
    first = [quarter(LEICESTERSHIRE, 1), quarter(RUTLAND, 1)]
    assert compared(tmp_path, *first, quarter(LEICESTERSHIRE, 2)) == [
        (LEICESTERSHIRE, "2016/17 Q1"),
        (RUTLAND, "2016/17 Q1"),
    ]


@pytest.mark.slow
def test_a_symbol_has_come_and_stands_in_its_quarter(tmp_path):
    first = [quarter(LEICESTERSHIRE, 1), quarter(RUTLAND, 1)]
    second = [quarter(LEICESTERSHIRE, 2), quarter(RUTLAND, 2, "", symbol="x")]
    assert compared(tmp_path, *first, *second) == [(LEICESTERSHIRE, "2016/17 Q2"), (RUTLAND, "2016/17 Q2")]


@pytest.mark.slow
def test_with_no_period_in_common_the_newest_stands_by_itself(tmp_path):
    assert compared(tmp_path, quarter(LEICESTERSHIRE, 1), quarter(RUTLAND, 2)) == [(RUTLAND, "2016/17 Q2")]


def test_who_has_no_figure_is_said_once_and_what_has_a_symbol_is_no_gap():
    """England has one indicator of two, the region none, Rutland a symbol."""
    rows = pd.DataFrame(
        [
            ("Contacts", LEICESTERSHIRE, ""),
            ("Contacts", RUTLAND, "c"),
            ("Contacts", "England", ""),
            ("Plans", LEICESTERSHIRE, ""),
            ("Plans", RUTLAND, ""),
        ],
        columns=["indicator", "area", "symbol"],
    )
    areas = tuple(Area(name, name) for name in (LEICESTERSHIRE, RUTLAND, "East Midlands", "England"))
    assert (
        UnitComparison("%", "2016/17", rows, areas).missing == "No figure to show: East Midlands; England, for Plans."
    )
    assert UnitComparison("%", "2016/17", rows, areas[:2]).missing == ""
