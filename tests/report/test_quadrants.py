"""The table of a quadrant: how figures moved, of the board's areas or of the wider one that is shown."""

from contextlib import closing
from datetime import date

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.figures import latest_figures
from indicators.report.quadrants import _movements_text
from indicators.wording.verdicts import Verdict, Verdicts
from tests.helpers.tiny_store import tiny_store

TOGETHER = "Leicestershire and Rutland"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("area", "verdict", "text"),
    [
        # Without a figure of its own areas that of the wider one has its movement: it is charted beside it.
        (TOGETHER, Verdict("ordinary", "", "2014/15"), f"{TOGETHER} up 1 since 2014/15: no clear change"),
        ("Rutland", Verdict("ordinary", "", "2014/15"), "Rutland up 1 since 2014/15: no clear change"),
        # What cannot be compared has moved by nothing that could be told.
        ("Rutland", Verdict("too_few", "break", "2014/15"), "Rutland: cannot be compared"),
    ],
)
def test_how_the_figures_of_a_row_moved(tmp_path, area, verdict, text):
    facts = [{"area": area, "period": "2014/15", "value": 20}, {"area": area, "period": "2015/16", "value": 21}]
    with closing(tiny_store(tmp_path, facts)) as store:
        catalogue = load_catalogue(store)
        areas = list(catalogue.board.shown)
        latest = latest_figures(store, catalogue, ["contacts"], areas, as_at=date(2016, 3, 31))
    own = [latest["contacts", code] for code in areas if ("contacts", code) in latest]
    verdicts = Verdicts({("contacts", figure.series.area.code, "2015/16"): verdict for figure in own})
    assert _movements_text(own, verdicts) == text
