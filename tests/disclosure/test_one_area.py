"""A board of a single area: periods, parts, percentages and earlier publications are linked as any other's."""

from contextlib import closing

import pytest

from indicators.disclosure.edition import public_edition, register_publication
from indicators.figures import read_figures
from tests.helpers.areas import RUTLAND
from tests.helpers.tiny_store import tiny_store_file

AREAS = """code,name,level,region_code,old_code,parts,note
E06000017,Rutland,local_authority,E12000004,857,,
E12000004,East Midlands,region,,,,
E92000001,England,country,,,,
"""
BOARD = """name = "Rutland Safeguarding Children Partnership"
areas = ["Rutland"]
region = "East Midlands"
nation = "England"
"""
QUARTERS = [f"2015/16 Q{number}" for number in range(1, 5)]
PART = {"title": "Part", "short_title": "Part"}
WHOLE = {"title": "Whole", "short_title": "Whole", "sum_of": ["part", "rest"]}
DEFINITIONS = {"part": PART, "rest": {"title": "Rest", "short_title": "Rest"}, "whole": WHOLE}


def figure(value, period="2015/16", indicator="contacts"):
    return {"area": "Rutland", "value": value, "period": period, "indicator": indicator}


def published(folder, facts, *, is_registered=False):
    """The numbers that a publication shows by indicator and period; None for what is withheld."""
    files = {"areas.csv": AREAS, "board.toml": BOARD}
    path = tiny_store_file(
        folder, facts, definitions=DEFINITIONS, files=files, tables={"neighbours.csv": [], "targets.csv": []}
    )
    with closing((edition := public_edition(path, data=folder / "data")).store):
        frame = read_figures(edition.store, edition.catalogue, sorted(edition.catalogue.indicators), [RUTLAND])
        if is_registered:
            register_publication(path, edition, what="site", by="business office", data=folder / "data")
    values = frame["value"].astype(object).where(frame["value"].notna(), None)
    return dict(zip(zip(frame["indicator"], frame["period"], strict=True), values, strict=True))


@pytest.mark.parametrize(
    ("facts", "withheld"),
    [
        # The fourth quarter, which nobody printed, would be 3.
        ([figure(40), *map(figure, (12, 13, 12), QUARTERS)], {("contacts", "2015/16")}),
        ([figure(40), *map(figure, (12, 13, 12, 3), QUARTERS)], {("contacts", "2015/16"), ("contacts", QUARTERS[3])}),
        # Two of forty are not among them.
        (
            [figure(40), figure(38, indicator="referrals")],
            {("referrals", "2015/16"), ("contacts_to_referral", "2015/16")},
        ),
        # The other part would be 3.
        ([figure(40, indicator="whole"), figure(37, indicator="part")], {("whole", "2015/16")}),
        # Nothing small follows from these.
        ([figure(60), *map(figure, (12, 13, 12), QUARTERS)], set()),
    ],
)
def test_what_a_small_number_would_follow_from_is_withheld(tmp_path, facts, withheld):
    shown = published(tmp_path, facts)
    assert {place for place, value in shown.items() if value is None} == withheld


@pytest.mark.slow
def test_an_earlier_publication_is_remembered(tmp_path):
    year = figure(37)
    first = published(tmp_path, [year, *map(figure, (12, 12, 10, 3), QUARTERS)], is_registered=True)
    assert {place for place, value in first.items() if value is None} == {
        ("contacts", "2015/16"), ("contacts", QUARTERS[3]),
    }  # fmt: skip
    # Revised to 8, beside the year that was withheld with the 3: 37 less the others would be what was withheld.
    second = published(tmp_path, [year, *map(figure, (12, 12, 10, 8), QUARTERS)])
    assert second["contacts", "2015/16"] is None
    assert second["contacts", QUARTERS[3]] is None
