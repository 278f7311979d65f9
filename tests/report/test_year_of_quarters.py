"""The column of a year: what its four quarters add up to where nobody gives the year, never its last quarter."""

from contextlib import closing

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.periods import parse_period
from indicators.figures import read_figures
from indicators.report.tables import FiguresBySource
from tests.helpers.tiny_store import tiny_store

SUMMED = {"contacts": {"quarters_add_up": True}}
QUARTERS = [{"period": f"2015/16 Q{place}", "value": value} for place, value in enumerate((310, 325, 298, 331), 1)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("facts", "value", "text"),
    [
        (QUARTERS, 1_264, "1,264 (four quarters)"),
        # A year that somebody gives stands for itself; of three quarters only the last is known to be one.
        ([*QUARTERS, {"period": "2015/16", "value": 1_270}], 1_270, "1,270"),
        (QUARTERS[:3], 298, "298 (Q3)"),
    ],
)
def test_the_year_of_four_quarters_is_their_sum(tmp_path, facts, value, text):
    with closing(tiny_store(tmp_path, facts, definitions=SUMMED)) as store:
        catalogue = load_catalogue(store)
        figures = FiguresBySource.of(read_figures(store, catalogue, ["contacts"], ["E10000018"]), catalogue)
    printed = figures.printed("contacts", "E10000018", parse_period("2015/16"))
    assert (printed.value, printed.text) == (value, text)
