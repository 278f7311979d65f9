"""Which series are judged on their own latest figures: those still in use, and years that another area still has."""

from datetime import date

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.signals.cycle import latest_ends
from tests.helpers.tiny_rows import FACT
from tests.helpers.tiny_store import tiny_store


def facts(**periods: str) -> list[dict]:
    """Contacts of an area, by its first letter, in periods that are separated by a semicolon."""
    names = {"L": "Leicestershire", "R": "Rutland"}
    return [
        FACT | {"area": names[letter], "period": period, "value": 100}
        for letter, texts in periods.items()
        for period in texts.split(";")
    ]


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # A quarter of one area alone: the year, which stands beside the other area's, keeps its verdict.
        ({"L": "2015/16", "R": "2015/16;2026/27 Q2"}, {("L", "year"), ("R", "year"), ("R", "quarter")}),
        ({"L": "2015/16;2026/27 Q2", "R": "2015/16;2026/27 Q2"}, {("L", "quarter"), ("R", "quarter")}),
        ({"L": "2024/25;2015/16 Q4", "R": "2024/25"}, {("L", "year"), ("R", "year")}),
        ({"L": "2025/26;2026/27 Q2", "R": "2025/26"}, {("L", "year"), ("L", "quarter"), ("R", "year")}),
    ],
)  # fmt: skip
def test_what_stands_on_home_is_judged(tmp_path, given, expected):
    store = tiny_store(tmp_path, facts(**given))
    found = latest_ends(store, load_catalogue(store), as_at=date(2026, 11, 30))
    codes = {"E10000018": "L", "E06000017": "R"}
    own = found[found["area_code"].isin(codes) & (found["indicator"] == "contacts")]
    assert {(codes[row.area_code], row.group) for row in own.itertuples()} == expected


@pytest.mark.slow
def test_a_day_before_the_first_figure_has_no_latest_figures(tmp_path):
    store = tiny_store(tmp_path, facts(L="2015/16", R="2015/16"))
    found = latest_ends(store, load_catalogue(store), as_at=date(1900, 1, 1))
    assert found.empty
    assert {"indicator", "area_code", "group", "ends", "cycle"} <= set(found.columns)
