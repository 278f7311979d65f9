"""Control charts read at their latest point: what shows, and that none of it is listed."""

import numpy as np
import pandas as pd
import pytest

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.signals.judgements import complete_judgements, panel_rows
from indicators.signals.spc import control_chart
from indicators.signals.spc_series import FEWEST_POINTS, judge_stability
from tests.helpers.series import panel, points
from tests.helpers.tiny_rows import DEFINITION

pytestmark = pytest.mark.filterwarnings("error")

FLAT = [50, 47, 53, 49, 52, 48, 51, 50, 46, 54, 49, 51]
GROUPS = {"financial_year": "year", "quarter": "quarter", "month": "month"}


def judged(values, *, base=1.0, kind="financial_year", is_share=False, polarity="no_judgement"):
    """The judgement of one series, or None where there is none."""
    frame = points(values, base=base, kind=kind, is_share=is_share)
    per = 100.0 if is_share else np.nan
    value = frame["top"] / frame["base"] * 100 if is_share else frame["top"]
    labels = [f"{ends:%Y-%m}" for ends in frame["ends"]]
    given = panel(frame.assign(value=value, period=labels, symbol="", per=per))
    keys = DEFINITION | {"kind": "proportion" if is_share else "count", "polarity": polarity, "per": 100.0}
    catalogue = Catalogue({"referrals": Indicator(id="referrals", **keys)}, {"A": Area("A", "Anywhere")}, {}, {})
    rows = panel_rows(given, catalogue, GROUPS[kind])
    found = judge_stability(given, rows, catalogue, np.array([True]))
    assert judge_stability(given, rows, catalogue, np.array([False])).empty
    assert len(found) <= 1
    if found.empty:
        return None
    assert not complete_judgements([found], pd.Timestamp("2025-03-31"))[["listed", "standing"]].any(axis=None)
    return found.iloc[0]


@pytest.mark.parametrize("newest", [50, 90])
def test_thirteen_points_are_needed(newest):
    assert len(FLAT) == FEWEST_POINTS - 1
    assert judged([*FLAT[1:], newest]) is None
    assert judged([*FLAT, newest])["earlier"] == 12


def test_a_gap_starts_the_count_anew():
    assert judged([*FLAT[:6], None, *FLAT[6:], 50]) is None


def test_a_point_outside_the_limits_is_told():
    row = judged([*FLAT, 90])
    assert (row["level"], row["reason"], row["direction"], row["reading"]) == ("real", "outside", "up", "neutral")
    assert row["compared_with"] == pytest.approx(np.mean([*FLAT, 90]))
    assert row["value"] == 90
    assert row["rule"] == "control"


@pytest.mark.parametrize(
    ("polarity", "newest", "reading"),
    [
        ("low_is_good", 90, "concern"),
        ("low_is_good", 10, "improvement"),
        ("high_is_good", 90, "improvement"),
        ("high_is_good", 10, "concern"),
    ],
)
def test_the_polarity_says_how_to_read_it(polarity, newest, reading):
    assert judged([*FLAT, newest], polarity=polarity)["reading"] == reading


def test_a_special_cause_of_an_earlier_point_is_not_told_again():
    row = judged([*FLAT[:8], 90, *FLAT[8:], 50])
    assert (row["level"], row["reason"], row["reading"]) == ("ordinary", "", "common")


@pytest.mark.parametrize("value", [0, 7])
def test_constants_are_ordinary(value):
    row = judged([value] * 14)
    assert (row["level"], row["reason"], row["direction"], row["detail"]) == ("ordinary", "", "same", "")


def test_limits_that_collapse_flag_nothing():
    assert judged([0] * 13 + [1])["level"] == "ordinary"


def test_proportions_are_charted_as_shown():
    bases = np.full(13, 200.0)
    tops = [100, 94, 106, 98, 104, 96, 102, 100, 92, 108, 98, 102, 190]
    row = judged(tops, base=bases, is_share=True)
    assert (row["value"], row["reason"]) == (95, "outside")
    assert row["compared_with"] == pytest.approx(np.mean(tops) / 2)


def test_the_latest_cause_is_that_of_the_chart():
    values = [*FLAT, 55, 56, 55, 57, 56, 55, 58]
    cause = control_chart(np.array(values, float), polarity="no_judgement").special_cause[-1]
    assert judged(values)["reason"] == cause == "shift"


def months(years, dip):
    """Months from April with a dip each August, and a little unrest so that there are limits."""
    course = np.full(12, 400.0)
    course[4] *= dip
    return np.round(np.tile(course, years) + np.random.default_rng(41).normal(0, 6, 12 * years))


def test_the_august_dip_is_not_flagged():
    """Five years up to August: the dip is far outside the limits of the plain figures."""
    values = months(6, dip=0.5)[:-7]
    assert control_chart(values, polarity="no_judgement").special_cause[-1] == "outside"
    assert judged(values, kind="month")["level"] == "ordinary"


def test_a_dip_in_another_month_is():
    values = months(5, dip=0.5)
    values[-1] = 200
    row = judged(values, kind="month")
    assert (row["reason"], row["direction"]) == ("outside", "down")


@pytest.mark.parametrize("risen_by", [5, 12, 40, -12])
@pytest.mark.parametrize(("lasted", "suggests"), [(8, False), (9, True), (12, True)])
def test_a_shift_that_lasts_suggests_a_break(lasted, suggests, risen_by):
    """From the ninth point on it looks like another way of counting, however far it went and however it is flagged."""
    values = [*FLAT, *FLAT[:2]] + [
        value + risen_by for value in [50, 52, 51, 53, 50, 52, 51, 53, 51, 52, 50, 51][:lasted]
    ]
    row = judged(values)
    assert row["reason"] != ""
    assert bool(row["detail"]) == suggests
    if suggests:
        assert f"since {2025 - lasted + 1}-03" in row["detail"]
        assert "whether the way of counting changed" in row["detail"]


def test_a_long_spell_that_ended_suggests_nothing():
    values = [*FLAT[:4], *(value + 12 for value in FLAT), 40]
    assert judged(values)["detail"] == ""


def test_series_keep_their_own_judgement_side_by_side():
    frames = [points(values, area=name) for name, values in (("A", [*FLAT, 90]), ("B", [50]), ("C", [*FLAT, 50]))]
    frame = pd.concat(frames, ignore_index=True)
    given = panel(frame.assign(value=frame["top"], period="", symbol="", per=np.nan))
    indicators = {"referrals": Indicator(id="referrals", **DEFINITION)}
    catalogue = Catalogue(indicators, {name: Area(name, name) for name in "ABC"}, {}, {})
    found = judge_stability(given, panel_rows(given, catalogue, "year"), catalogue, np.ones(3, bool))
    assert dict(zip(found["area_code"], found["reason"], strict=True)) == {"A": "outside", "C": ""}
