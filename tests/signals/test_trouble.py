"""What is wrong with the latest figures, each reason in a frame of its own."""

from datetime import date

import numpy as np
import pytest

from indicators.catalogue.indicators import Break, Indicator
from indicators.signals.data_quality import DATA_QUALITY_COLUMNS, data_quality_issues
from tests.helpers.series import dated
from tests.helpers.tiny_rows import DEFINITION

pytestmark = pytest.mark.filterwarnings("error")

SOON = date(2016, 6, 30)
FIGURE = {
    "indicator": "contacts",
    "area_code": "E10000018",
    "area": "Leicestershire",
    "period": "2015/16",
    "value": 901.0,
    "numerator": np.nan,
    "denominator": np.nan,
    "symbol": "",
    "source": "report",
    "source_label": "Annual report, page 9",
    "computed": False,
    "rank": 0,
    "others": 0,
    "is_share": False,
}
SHARE = {
    "indicator": "in_time",
    "is_share": True,
    "value": 100 * 3_953 / 12_773,
    "numerator": 3_953.0,
    "denominator": 12_773.0,
    "computed": True,
}
OTHER = {"rank": 1, "source": "national", "source_label": "National return"}


def figures(*changes):
    return dated([FIGURE | change for change in changes])


def found(*changes, as_at=SOON, decimals=0, breaks=()):
    keys = DEFINITION | {"decimals": decimals, "breaks": breaks}
    indicators = {
        "contacts": Indicator(id="contacts", **keys),
        "in_time": Indicator(id="in_time", **keys | {"kind": "proportion", "per": 100.0}),
    }
    rows = data_quality_issues(figures(*changes), indicators, as_at=as_at)
    assert tuple(rows.columns) == DATA_QUALITY_COLUMNS
    return rows


def reasons(*changes, **how):
    return found(*changes, **how)["reason"].tolist()


def test_a_sound_figure_is_no_trouble():
    assert reasons({}) == []
    assert reasons(SHARE) == []


def test_another_source_that_differs_is_named():
    row = found({"others": 1}, OTHER | {"value": 950.0}).iloc[0]
    assert (row["reason"], row["value"], row["compared_with"]) == ("one_source_differs", 901, 950)
    assert row["against"] == "National return"
    assert row["detail"] == ""


@pytest.mark.parametrize(
    ("value", "other", "decimals", "differs"),
    [
        (31.25, 31.26, 0, False),
        (31.25, 31.26, 1, False),
        (31.25, 31.26, 2, True),
        (31.4, 31.5, 0, True),
        (31.5, 32.4, 0, False),
        (100 * 115 / 368, 31.3, 1, False),
    ],
)
def test_figures_alike_at_the_decimals_shown_are_no_trouble(value, other, decimals, differs):
    assert len(found({"value": value, "others": 1}, OTHER | {"value": other}, decimals=decimals)) == differs


def test_a_source_without_a_figure_does_not_differ():
    assert reasons({"others": 1}, OTHER | {"value": np.nan, "symbol": "c"}, OTHER | {"value": 901.2, "rank": 2}) == []


def test_two_sources_that_say_the_same_are_one_trouble():
    again = OTHER | {"value": 950.3, "rank": 2, "source": "third"}
    more = OTHER | {"value": 980.0, "rank": 3, "source": "fourth"}
    assert found({"others": 3}, OTHER | {"value": 950.0}, again, more)["compared_with"].tolist() == [950, 980]


def test_a_printed_figure_that_does_not_follow_from_its_counts():
    printed = SHARE | {"value": 32.0, "computed": False, "rank": 1}
    row = found(SHARE | {"others": 1}, printed).iloc[0]
    assert (row["reason"], row["compared_with"]) == ("does_not_follow", 32)
    assert row["detail"] == "3,953 of 12,773"


def test_a_printed_figure_of_another_source_need_not_follow():
    printed = SHARE | OTHER | {"value": 32.0, "computed": False}
    assert reasons(SHARE | {"others": 1}, printed) == ["one_source_differs"]


def test_a_numerator_above_its_denominator():
    row = found(SHARE | {"numerator": 1_030.0, "denominator": 1_000.0, "value": 103.0}).iloc[0]
    assert (row["reason"], row["detail"]) == ("above_base", "1,030 of 1,000")
    assert reasons(SHARE | {"numerator": 1_000.0, "denominator": 1_000.0, "value": 100.0}) == []
    assert reasons({"numerator": 1_030.0, "denominator": 1_000.0}) == []


@pytest.mark.parametrize(
    ("day", "period", "concerned"),
    [
        (date(2015, 4, 1), "2015/16", False),
        (date(2015, 4, 2), "2015/16", True),
        (date(2016, 3, 31), "2015/16", True),
        (date(2016, 4, 1), "2015/16", False),
        (date(2015, 9, 1), "31 March 2016", True),
        (date(2015, 3, 31), "31 March 2016", False),
        (date(2016, 3, 31), "31 March 2016", True),
    ],
)
def test_a_break_within_the_latest_period(day, period, concerned):
    """On its first day it is no trouble: the whole period was counted in the new way."""
    rows = found({"period": period}, breaks=(Break(day, "Counted anew."),))
    assert rows["reason"].tolist() == ["break"] * concerned
    if concerned:
        assert rows["against"][0] == f"{day.day} {day:%B %Y}"
        assert rows["detail"][0] == "Counted anew."


@pytest.mark.parametrize(("area", "concerned"), [("", True), ("Leicestershire", True), ("Rutland", False)])
def test_a_break_concerns_its_area(area, concerned):
    assert reasons({}, breaks=(Break(date(2015, 9, 1), "", area),)) == ["break"] * concerned


#: A figure's next one is expected 9 months after a year's end, 3 after a quarter's or a month's.
LATE = [
    (("2013/14", "2014/15"), "2015/16", date(2016, 12, 31), date(2017, 1, 1), date(2018, 12, 31)),
    (("31 March 2014", "31 March 2015"), "31 March 2016", date(2016, 12, 31), date(2017, 1, 1), date(2018, 12, 31)),
    (("2015/16 Q2", "2015/16 Q3"), "2015/16 Q4", date(2016, 6, 30), date(2016, 7, 1), date(2018, 6, 30)),
    (("January 2016", "February 2016"), "March 2016", date(2016, 6, 30), date(2016, 7, 1), date(2018, 6, 30)),
]


@pytest.mark.parametrize(("periods", "awaited", "in_time", "late", "still_late"), LATE)
def test_a_figure_that_should_have_come_is_late_until_it_is_given_up(periods, awaited, in_time, late, still_late):
    series = [{"period": period} for period in periods]
    assert reasons(*series, as_at=in_time) == []
    for day in (late, still_late):
        rows = found(*series, as_at=day)
        assert rows["reason"].tolist() == ["late"]
        assert rows["against"][0] == awaited
    assert reasons(*series, as_at=date(still_late.year + 1, 1, 31)) == []


@pytest.mark.parametrize(
    "periods",
    [("2013/14",), ("2011/12", "2013/14"), ("30 September 2012", "31 March 2013"), ("2012/13", "31 March 2013")],
)
def test_what_never_came_regularly_is_not_late(periods):
    assert reasons(*({"period": period} for period in periods), as_at=date(2015, 3, 31)) == []


def test_only_the_latest_figure_is_looked_at():
    old = {"period": "2014/15", "others": 1}
    assert reasons(old, {}, OTHER | {"period": "2014/15", "value": 1.0}) == []


def test_rows_come_reason_by_reason():
    """Differing figures, parts above the whole, breaks, then what is late; in each the order of the figures."""
    changes = (
        {"period": "2014/15"},
        {"others": 1},
        SHARE | {"period": "2014/15"},
        SHARE | {"numerator": 20.0, "denominator": 10.0, "value": 200.0, "others": 1},
        OTHER | {"value": 950.0},
        SHARE | OTHER | {"value": 32.0, "computed": False},
    )
    rows = found(*changes, as_at=date(2018, 3, 31), breaks=(Break(date(2015, 9, 1), ""),))
    assert list(zip(rows["indicator"], rows["reason"], strict=True)) == [
        ("contacts", "one_source_differs"),
        ("in_time", "one_source_differs"),
        ("in_time", "above_base"),
        ("contacts", "break"),
        ("in_time", "break"),
        ("contacts", "late"),
        ("in_time", "late"),
    ]


def test_areas_do_not_mix():
    rows = found({"others": 1}, {"area_code": "E06000017"}, OTHER | {"area_code": "E10000018", "value": 950.0})
    assert rows["area_code"].tolist() == ["E10000018"]


def test_no_figures_are_no_trouble():
    none = data_quality_issues(figures({}).iloc[:0], {}, as_at=SOON)
    assert none.empty
    assert tuple(none.columns) == DATA_QUALITY_COLUMNS
