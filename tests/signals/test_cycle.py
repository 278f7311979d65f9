"""A whole cycle on tiny stores: from rows of a facts file to what is said of the latest figure."""

import math
from contextlib import closing
from datetime import date

import numpy as np
import pytest

from indicators.catalogue.periods import MONTH_NAMES
from indicators.errors import DataProblems
from indicators.signals.judgements import JUDGEMENT_COLUMNS, READING_ORDER
from tests.helpers.signals_board import judged, year, years
from tests.helpers.tiny_store import tiny_store

pytestmark = pytest.mark.filterwarnings("error")

FALLEN = [900, 910, 890, 905, 500]
YEAR_AND_MONTH = [*years([900, 905]), {"period": "March 2016", "value": 75}]
FRACTION = {"value": "", "numerator": 60, "denominator": 100}


def rows_of(cycle, *, rule="change", **wanted):
    """The judgements of a rule whose columns are as wanted."""
    found = cycle.judged[cycle.judged["rule"] == rule]
    for name, value in wanted.items():
        found = found[found[name] == value]
    return found


def row_of(cycle, **wanted):
    found = rows_of(cycle, **wanted)
    assert len(found) == 1
    return found.iloc[0]


def told(row):
    return row["level"], row["direction"], row["reason"], row["earlier"], bool(row["listed"])


#: What a series of years up to 2015/16 is judged to be: level, direction, why not, earlier periods, listed.
SHAPES = {
    "fallen": (FALLEN, ("real", "down", "", 4, True)),
    "risen": ([900, 910, 890, 905, 1_400], ("real", "up", "", 4, True)),
    "slight": ([90_000, 91_000, 89_000, 90_500, 95_000], ("ordinary", "up", "", 4, False)),
    "steady": ([901, 901, 901, 901, 901], ("ordinary", "same", "", 4, False)),
    "none": ([0, 0, 0, 0, 0], ("too_few", "same", "few_cases", 4, False)),
    "begun": ([0, 0, 0, 0, 60], ("real", "up", "", 4, True)),
    "ended": ([60, 60, 60, 60, 0], ("real", "down", "", 4, True)),
    "few": ([2, 8], ("too_few", "up", "few_cases", 1, False)),
    "one": ([901], ("too_few", "", "no_earlier", 0, False)),
    "hidden": ([900, 910, 890, 905, None], ("too_few", "", "symbol", 0, False)),
    "hidden_before": ([900, 910, 890, None, 500], ("too_few", "", "gap", 0, False)),
    "missing_before": ([900, 910, 890, ..., 500], ("too_few", "", "gap", 0, False)),
    "missing_earlier": ([100, ..., 890, 905, 500], ("real", "down", "", 2, True)),
    "broken": ([100, 100, 100, 905, 900], ("ordinary", "down", "", 1, False)),
    "just_broken": (FALLEN, ("too_few", "", "break", 0, False)),
    "broken_elsewhere": (FALLEN, ("real", "down", "", 4, True)),
    "broken_since": (FALLEN, ("real", "down", "", 4, True)),
}
BREAKS = {
    "broken": [{"date": date(2014, 4, 1), "note": ""}],
    "just_broken": [{"date": date(2015, 4, 1), "note": ""}],
    "broken_elsewhere": [{"date": date(2015, 4, 1), "note": "", "area": "Rutland"}],
    "broken_since": [{"date": date(2016, 4, 1), "note": ""}],
}


#: Indicators of their own for what is not a matter of shape: changes to a definition, and rows.
CASES = {
    "mixed": (
        {},
        [
            *years(FALLEN),
            *({"period": f"2015/16 Q{number}", "value": value} for number, value in ((1, 220), (2, 225), (3, 230))),
            *({"period": f"{name} 2015", "value": 75} for name in MONTH_NAMES[:9]),
            {"period": "October 2015", "value": 150},
            *({"period": f"30 September {start}", "value": 40} for start in (2013, 2014)),
        ],
    ),
    "newest": ({}, [*years([350, 347]), *years([351, 345], source="national")]),
    "preferred": ({"preferred_sources": ["report"]}, [*years([350, 347]), *years([351, 345], source="national")]),
    "agreed": ({}, [*years([350, 347]), *years([350, 347], source="national")]),
    "contacts": ({}, [*years([1_000] * 4), *years([90, 93, 0], area="Rutland")]),
    "referrals": ({}, [*years([300, 310, 290, 600]), *years([30, 31, 0], area="Rutland")]),
    "sunk": ({"kind": "value"}, years([5, 6, 5, 6, -500])),
    "soared": ({"kind": "value"}, years([5, 6, 5, 6, 500])),
    "creeping": ({}, years([1_000, 1_050, 1_100, 1_155, 1_210, 1_270])),
    "leaping": ({}, years([1_000, 1_300, 1_690, 2_200, 2_860, 3_700])),
    "yearly": ({"frequency": "year"}, YEAR_AND_MONTH),
    "monthly": ({"frequency": "month"}, YEAR_AND_MONTH),
    "occasional": ({"frequency": "snapshot"}, YEAR_AND_MONTH),
    "stock": ({"timing": "snapshot"}, YEAR_AND_MONTH),
    "mean": ({"kind": "mean"}, [row | FRACTION for row in YEAR_AND_MONTH]),
    "share": ({"kind": "proportion"}, [row | FRACTION for row in YEAR_AND_MONTH]),
}


@pytest.fixture(scope="module")
def cycle(tmp_path_factory):
    """The cycle of one indicator for each of the shapes and cases."""
    series = {name: years(values) for name, (values, _) in SHAPES.items()} | {n: rows for n, (_, rows) in CASES.items()}
    definitions = {name: {"breaks": BREAKS.get(name, ())} for name in SHAPES} | {
        n: keys for n, (keys, _) in CASES.items()
    }
    store = tiny_store(
        tmp_path_factory.mktemp("cycle"),
        [row | {"indicator": name} for name, rows in series.items() for row in rows],
        definitions=definitions,
        tables={"targets.csv": [{"indicator": name, "value": 3} for name in CASES]},
    )
    yield judged(store)
    store.close()


@pytest.mark.parametrize("name", SHAPES)
def test_a_series_of_years_is_judged_by_its_shape(cycle, name):
    values, expected = SHAPES[name]
    row = row_of(cycle, indicator=name)
    assert told(row) == expected
    np.testing.assert_equal(row["value"], np.nan if values[-1] is None else values[-1])
    assert (row["period"], row["group"], bool(row["current"])) == ("2015/16", "year", True)
    compared = row["earlier"] > 0
    assert row["against"] == ("2014/15" if compared else "")
    np.testing.assert_equal(row["compared_with"], values[-2] if compared else np.nan)


def test_the_shortlist_is_what_is_listed_with_concerns_first_then_the_surest(cycle):
    shortlist = cycle.shortlist
    assert set(shortlist.index) == set(cycle.judged.index[cycle.judged["listed"].astype(bool)])
    listed = set(shortlist.loc[shortlist["rule"] == "change", "indicator"]) & set(SHAPES)
    assert listed == {name for name, (_, expected) in SHAPES.items() if expected[-1]}
    order = [READING_ORDER.index(reading) for reading in shortlist["reading"]]
    assert order == sorted(order)
    assert len(set(order)) > 1
    assert shortlist[shortlist["reading"] == "neutral"]["q"].fillna(1.0).is_monotonic_increasing


def test_a_question_counts_where_it_could_be_answered(cycle):
    asked = cycle.judged[cycle.judged["q_chance"].notna()]
    assert cycle.questions == len(asked)
    dumb = set(SHAPES) - set(asked.loc[asked["rule"] == "change", "indicator"])
    assert dumb == {"none", "one", "hidden", "hidden_before", "missing_before", "just_broken"}
    assert set(asked["rule"]) == {"change", "trend"}


def test_false_alarms_are_expected_rule_by_rule_by_the_least_certain_line(cycle):
    sure = cycle.shortlist.dropna(subset="q").groupby("rule")["q"].agg(["max", "size"])
    assert set(sure.index) == {"change", "trend"}
    assert cycle.expected_false_alarms == pytest.approx((sure["max"] * sure["size"]).sum(), rel=1e-9)
    assert 0 < cycle.expected_false_alarms < 1


@pytest.mark.parametrize(("name", "level"), [("fallen", 901.25), ("ended", 60), ("none", 0), ("few", np.nan)])
def test_the_level_of_the_history_is_in_the_unit_of_the_figure_even_where_that_is_nought(cycle, name, level):
    assert row_of(cycle, indicator=name)["history"] == pytest.approx(level, nan_ok=True)


def test_years_quarters_and_months_of_one_indicator_are_judged_apart(cycle):
    found = {row.group: (*told(row._asdict()), row.against) for row in rows_of(cycle, indicator="mixed").itertuples()}
    assert found == {
        "year": ("real", "down", "", 4, True, "2014/15"),
        "quarter": ("too_few", "", "season", 0, False, ""),
        "month": ("real", "up", "", 9, True, "September 2015"),
    }


@pytest.mark.parametrize(("name", "shown", "other"), [("newest", 345, 347), ("preferred", 347, 345)])
def test_two_sources_that_differ_are_a_line_of_their_own(cycle, name, shown, other):
    row = row_of(cycle, rule="data", indicator=name)
    assert (row["reason"], row["value"], row["compared_with"]) == ("one_source_differs", shown, other)
    assert (row["level"], row["reading"], row["period"], bool(row["listed"])) == ("real", "neutral", "2015/16", True)
    assert row_of(cycle, indicator=name)["value"] == shown


def test_two_sources_that_agree_are_none(cycle):
    assert rows_of(cycle, rule="data", indicator="agreed").empty
    assert row_of(cycle, indicator="agreed")["value"] == 347


def test_a_percentage_of_nobody_is_too_few_to_judge(cycle):
    row = row_of(cycle, indicator="contacts_to_referral", area="Rutland")
    assert told(row) == ("too_few", "", "symbol", 0, False)
    assert np.isnan(row["value"])


def test_a_percentage_that_rose_is_told_in_points(cycle):
    row = row_of(cycle, indicator="contacts_to_referral", area="Leicestershire")
    assert told(row) == ("real", "up", "", 3, True)
    assert row[["value", "compared_with", "effect", "history"]].tolist() == pytest.approx([60, 29, 31, 30])
    assert row["effect_unit"] == "points"


@pytest.mark.parametrize(("name", "listed"), [("creeping", ["trend"]), ("leaping", ["change"])])
def test_a_drift_is_listed_where_its_latest_step_is_not(cycle, name, listed):
    drift = row_of(cycle, rule="trend", indicator=name)
    assert (drift["level"], drift["direction"], drift["earlier"]) == ("real", "up", 5)
    rows = cycle.shortlist[cycle.shortlist["indicator"] == name]
    assert rows.loc[rows["rule"] != "target", "rule"].tolist() == listed


@pytest.mark.parametrize(("name", "value"), [("sunk", -500), ("soared", 500)])
def test_a_bare_value_is_not_judged_whatever_its_sign(cycle, name, value):
    row = row_of(cycle, indicator=name)
    assert told(row) == ("too_few", "", "no_counts", 0, False)
    assert row["value"] == value


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("yearly", ["2015/16"]),
        ("monthly", ["March 2016"]),
        ("occasional", ["2015/16"]),
        *((name, ["2015/16", "March 2016"]) for name in ("stock", "mean", "share")),
    ],
)
def test_what_a_month_brings_is_not_held_against_the_target_of_a_year(cycle, name, held):
    found = rows_of(cycle, rule="target", indicator=name)
    assert sorted(found["period"]) == held
    assert set(found["reason"]) == {"no_counts" if name == "mean" else "missed"}


@pytest.mark.slow
def test_an_empty_store_gives_an_empty_cycle(tmp_path):
    with closing(tiny_store(tmp_path)) as store:
        cycle = judged(store)
    assert tuple(cycle.judged.columns) == tuple(cycle.shortlist.columns) == JUDGEMENT_COLUMNS
    assert (len(cycle.judged), len(cycle.shortlist), cycle.questions, cycle.expected_false_alarms) == (0, 0, 0, 0)


WRONG = {
    "is a negative count": {"value": -1},
    "'inf' is not a number": {"value": "inf"},
    "'-1e999' is not a number": {"value": "-1e999"},
    "'nan' is not a number": {"value": "nan"},
    "is not above 0": {"value": "", "numerator": 5, "denominator": 0},
    "'-5' is a negative count": {"value": "", "numerator": -5, "denominator": 9},
    "is given 2 times": {"period": "2010/11", "value": 902},
}


@pytest.mark.slow
def test_what_no_rule_could_judge_does_not_get_into_the_store(tmp_path):
    rows = [{"period": year(2000 + place)} | change for place, change in enumerate(WRONG.values())]
    with pytest.raises(DataProblems) as refused:
        tiny_store(tmp_path, [{"period": "2010/11"}, *rows])
    assert [message for message in WRONG if message not in str(refused.value)] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("values", "level", "direction"),
    [
        # It leapt in the year before, and has gone back by more than chance does, though not to where it was.
        ([907, 1_114, 4_244, 2_724], "real", "down"),
        # It leapt in the year before and has stayed.
        ([900, 1_100, 4_200, 4_230], "ordinary", "up"),
    ],
)
def test_a_figure_that_goes_back_is_judged_by_its_own_step(tmp_path, values, level, direction):
    with closing(tiny_store(tmp_path, years(values))) as store:
        row = judged(store).judged.set_index("rule").loc["change"]
    assert (row["level"], row["direction"], row["reason"]) == (level, direction, "of_step")
    assert math.isnan(row["p_usual"])
