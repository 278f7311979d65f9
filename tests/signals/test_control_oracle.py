"""Control charts against those of NHSRplotthedots 0.2.2 (ptd_*.csv), and where they depart from it."""

import csv
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from indicators.signals.spc import control_chart

HERE = Path(__file__).parent
POLARITY = {"increase": "high_is_good", "decrease": "low_is_good", "neutral": "no_judgement"}
#: No limits can be drawn; there the package flags all points (s35), or draws limits on the mean.
DEPARTURES = ("s35_zeros_single_one", "s37_constant", "s45_one_point")

pytestmark = pytest.mark.filterwarnings("error")


def rows_by_series(file):
    with (HERE / file).open(newline="") as opened:
        rows = csv.DictReader(opened)
        return {series: list(group) for series, group in groupby(rows, key=lambda row: row["series_id"])}


SERIES, POINTS = rows_by_series("ptd_series.csv"), rows_by_series("ptd_points.csv")
SUMMARY, SETTINGS = rows_by_series("ptd_summary.csv"), rows_by_series("ptd_settings.csv")
SAME = [name for name in SETTINGS if name not in DEPARTURES]


def number(text):
    return float(text) if text else np.nan


def chart_of(name):
    given = SETTINGS[name][0]
    dates = [row["date"] for row in SERIES[name]]
    return control_chart(
        [number(row["value"]) for row in SERIES[name]],
        polarity=POLARITY[given["improvement_direction"]],
        target=number(given["target"]),
        rebase_at=[dates.index(given["rebase"])] if given["rebase"] else (),
        baseline_points=int(given["fix_after_n_points"]) if given["fix_after_n_points"] else None,
        screen=given["screen_outliers"] == "TRUE",
    )


def cause(words):
    """The package's words in ours."""
    for part, ours in (("Trend", "trend"), ("2 in 3", "two_in_three"), ("7 Points", "shift")):
        if part in words:
            return ours
    return "none" if words == "Common Cause" else "outside"


def reading(words):
    words = words.removeprefix("special_cause_").removesuffix("_cause")
    return "neutral" if words.startswith("neutral") else words


def test_every_series_is_there():
    assert len(SAME) == 26
    assert list(SERIES) == list(POINTS) == list(SUMMARY) == list(SETTINGS)


@pytest.mark.parametrize("name", SAME)
def test_means_and_limits_are_the_package_s(name):
    chart = chart_of(name)
    for ours, column in ((chart.mean, "mean_col"), (chart.lpl, "lpl"), (chart.upl, "upl")):
        assert ours == pytest.approx([number(row[column]) for row in POINTS[name]], abs=1e-6)
    assert chart.has_limits.all()
    assert chart.near_upl == pytest.approx((chart.mean + 2 * chart.upl) / 3)
    assert chart.near_lpl == pytest.approx((chart.mean + 2 * chart.lpl) / 3)


@pytest.mark.parametrize("name", SAME)
def test_special_causes_and_readings_are_the_package_s(name):
    chart = chart_of(name)
    assert chart.special_cause.tolist() == [cause(row["special_cause_type"]) for row in POINTS[name]]
    assert chart.reading.tolist() == [reading(row["point_type"]) for row in POINTS[name]]


@pytest.mark.parametrize("name", SAME)
def test_variation_and_assurance_are_the_package_s(name):
    chart, last = chart_of(name), SUMMARY[name][-1]
    assert (chart.variation, chart.assurance) == (reading(last["variation_type"]), last["assurance_type"] or "none")


@pytest.mark.parametrize("name", DEPARTURES)
def test_without_limits_nothing_is_flagged(name):
    """On purpose not as the package does, which for s35 flags all fourteen points."""
    chart = chart_of(name)
    assert chart.mean == pytest.approx([number(row["mean_col"]) for row in POINTS[name]])
    for limit in (chart.lpl, chart.upl, chart.near_lpl, chart.near_upl):
        assert np.isnan(limit).all()
    assert not chart.has_limits.any()
    assert set(chart.special_cause) == {"none"}
    assert set(chart.reading) == {"common"}
    assert (chart.variation, chart.assurance) == ("common", "none")


def test_the_package_does_flag_what_this_departs_from():
    assert {cause(row["special_cause_type"]) for row in POINTS["s35_zeros_single_one"]} == {"outside"}
