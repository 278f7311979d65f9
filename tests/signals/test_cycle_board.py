"""What a cycle of a whole board keeps to: days, areas, and changes that must not matter."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.signals.judgements import JUDGEMENT_COLUMNS
from tests.helpers.signals_board import LEICESTERSHIRE, RUTLAND, YEAR_END, facts, judged, populations, tables, years
from tests.helpers.tiny_store import tiny_store

pytestmark = pytest.mark.filterwarnings("error")

RULES = {"change", "trend", "control", "target", "comparator", "areas"}
KEY = ["indicator", "area_code", "group", "rule", "against", "reason"]
TURNED = {"concern": "improvement", "improvement": "concern"}
#: What a judgement is, whatever unit its figures are told in.
VERDICT = ["level", "reading", "direction", "effect", "effect_lower", "effect_upper", "p_chance", "p_usual", "q"]
VERDICT += ["q_chance", "q_usual", "earlier", "listed", "standing", "current"]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = tiny_store(tmp_path_factory.mktemp("board"), facts(), populations=populations(), tables=tables())
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def catalogue(store):
    return load_catalogue(store)


@pytest.fixture(scope="module")
def on(store, catalogue):
    """A function from a day to the cycle up to it; each is judged once."""
    return cache(lambda day: judged(store, catalogue=catalogue, as_at=day))


@pytest.fixture(scope="module")
def cycle(on):
    return on(YEAR_END)


@pytest.fixture(scope="module")
def turned(store, catalogue):
    """The cycle with every indicator's polarity high, and low, is good."""
    return {name: judged(store, catalogue=with_polarity(catalogue, name)) for name in ("high_is_good", "low_is_good")}


def keyed(cycle, *, columns=VERDICT):
    """The judgements by what they are about, sorted."""
    return cycle.judged.set_index(KEY)[columns].sort_index()


def assert_same(one, other, *, columns=VERDICT):
    """Equal but for the rounding errors of sums in another order."""
    pd.testing.assert_frame_equal(keyed(one, columns=columns), keyed(other, columns=columns), rtol=1e-7, atol=1e-12)


def with_polarity(catalogue, polarity):
    return replace(
        catalogue, indicators={name: replace(item, polarity=polarity) for name, item in catalogue.indicators.items()}
    )


def listed(cycle, rule):
    found = cycle.judged[(cycle.judged["rule"] == rule) & cycle.judged["listed"].astype(bool)]
    return set(zip(found["indicator"], found["area"], found["level"], found["direction"], strict=True))


@pytest.mark.long
@pytest.mark.parametrize("groups", [["year"], ["month", "quarter"], []])
def test_changes_judged_alone_are_what_they_are_among_all(store, catalogue, cycle, groups):
    alone = judged(store, catalogue=catalogue, groups=groups, only_changes=True).judged
    among_all = cycle.judged[(cycle.judged["rule"] == "change") & cycle.judged["group"].isin(groups)]
    pd.testing.assert_frame_equal(
        *(frame.sort_values(KEY, ignore_index=True) for frame in (alone, among_all)), check_dtype=False
    )


@pytest.mark.long
def test_every_question_is_asked_once(cycle):
    assert tuple(cycle.judged.columns) == JUDGEMENT_COLUMNS
    assert not cycle.judged.duplicated(KEY).any()
    assert set(cycle.judged["rule"]) == RULES
    assert set(cycle.judged["area_code"]) == {LEICESTERSHIRE, RUTLAND}
    assert set(cycle.judged["indicator"]) == {"contacts", "referrals", "contacts_to_referral"}


@pytest.mark.long
def test_only_what_moved_is_unusual(cycle):
    """Leicestershire's contacts fell by half and Rutland's doubled; of referrals neither."""
    assert listed(cycle, "change") == {
        ("contacts", "Leicestershire", "unusual", "down"),
        ("contacts", "Rutland", "unusual", "up"),
        ("contacts_to_referral", "Leicestershire", "unusual", "up"),
        ("contacts_to_referral", "Rutland", "unusual", "down"),
    }
    assert listed(cycle, "areas") == {
        ("contacts", "Rutland", "unusual", "up"),
        ("contacts_to_referral", "Rutland", "unusual", "down"),
    }


def test_a_gap_that_has_always_been_there_stands_and_is_not_listed(cycle):
    gap = cycle.judged[(cycle.judged["rule"] == "areas") & (cycle.judged["indicator"] == "referrals")].iloc[0]
    assert (gap["level"], gap["direction"], gap["reason"]) == ("real", "up", "")
    assert (bool(gap["standing"]), bool(gap["listed"])) == (True, False)
    assert not (cycle.judged["standing"] & cycle.judged["listed"]).any()


def test_only_the_comparison_with_like_areas_is_listed(cycle):
    found = cycle.judged[cycle.judged["rule"] == "comparator"]
    assert set(found["earlier"]) == {6}
    assert set(found.loc[found["listed"].astype(bool), "against"]) == {"the median of its like areas"}


@pytest.mark.slow
@pytest.mark.parametrize(("polarity", "up"), [("high_is_good", "improvement"), ("low_is_good", "concern")])
def test_the_definition_says_what_a_rise_means(turned, polarity, up):
    found = turned[polarity].judged
    found = found[(found["rule"] == "change") & found["listed"].astype(bool)]
    meant = dict(zip(found["direction"], found["reading"], strict=True))
    assert meant == {"up": up, "down": TURNED[up]}


def test_turning_the_polarity_swaps_concern_and_improvement_and_nothing_else(turned):
    """Whether a target is met does not hang on it."""
    high, low = turned.values()
    is_target = high.judged["rule"] == "target"
    assert set(high.judged.loc[~is_target, "reading"]) == {"concern", "improvement", "neutral", "common"}
    swapped = high.judged["reading"].where(is_target, high.judged["reading"].replace(TURNED))
    pd.testing.assert_frame_equal(high.judged.assign(reading=swapped), low.judged)
    assert set(high.shortlist.index) == set(low.shortlist.index)
    assert high.shortlist["reading"].tolist() != low.shortlist["reading"].tolist()


@pytest.mark.long
def test_the_unit_of_populations_changes_no_level_and_no_probability(tmp_path, cycle):
    times = 7
    with closing(tiny_store(tmp_path, facts(), populations=populations(times), tables=tables())) as other:
        scaled = judged(other)
    assert_same(cycle, scaled)
    rates = (cycle.judged["unit_measure"] == "rate").to_numpy()
    assert rates.any()
    np.testing.assert_allclose(scaled.judged["value"][rates] * times, cycle.judged["value"][rates])
    np.testing.assert_array_equal(scaled.judged["value"][~rates], cycle.judged["value"][~rates])


@pytest.mark.long
def test_neither_the_order_of_rows_nor_that_of_definitions_and_areas_matters(tmp_path, cycle):
    rows = facts()
    mixed = [rows[place] for place in np.random.default_rng(3).permutation(len(rows))]
    names = ("referrals", "population_0_17", "contacts_to_referral", "contacts")
    with closing(tiny_store(tmp_path, mixed, populations=populations()[::-1], tables=tables())) as other:
        known = load_catalogue(other)
        turned = replace(
            known,
            indicators={name: known.indicators[name] for name in names},
            areas=dict(reversed(known.areas.items())),
            neighbours={area: tuple(reversed(codes)) for area, codes in known.neighbours.items()},
        )
        found = judged(other, catalogue=turned)
    assert_same(cycle, found, columns=[name for name in JUDGEMENT_COLUMNS if name not in KEY])
    assert found.shortlist[KEY].to_numpy().tolist() == cycle.shortlist[KEY].to_numpy().tolist()


@pytest.mark.long
def test_an_earlier_cycle_is_what_it_was_before_later_figures_came(tmp_path, on):
    day = date(2015, 3, 31)
    before = [row for row in facts() if row["period"] < "2015/16"]
    with closing(tiny_store(tmp_path, before, populations=populations(), tables=tables())) as other:
        then = judged(other, as_at=day)
    is_month = on(day).judged["group"] == "month"
    assert set(on(day).judged.loc[is_month, "period"]) == {"March 2015"}
    pd.testing.assert_frame_equal(on(day).judged[~is_month], then.judged)
    assert on(day).as_at == day
    assert "unusual" not in {level for *_, level, _ in listed(on(day), "change")}


@pytest.mark.long
@pytest.mark.parametrize(
    ("day", "period", "is_current"),
    [
        (date(2016, 3, 30), "2014/15", True),
        (date(2016, 3, 31), "2015/16", True),
        (date(2017, 3, 30), "2015/16", True),
        (date(2017, 3, 31), "2015/16", False),
    ],
)
def test_a_figure_is_current_for_a_year_from_the_end_of_its_period(on, day, period, is_current):
    rows = on(day).judged[(on(day).judged["group"] == "year") & (on(day).judged["rule"] != "data")]
    assert set(rows["period"]) == {period}
    assert set(rows["current"]) == {is_current}
    assert rows["listed"].any() == rows["standing"].any() == is_current
    assert set(rows["level"]) >= {"real", "ordinary"}
    assert (on(day).questions > 0) == is_current


@pytest.mark.slow
def test_an_old_figure_is_listed_only_for_the_next_one_that_does_not_come(on):
    old = on(date(2018, 1, 31))
    changes = old.judged[old.judged["rule"] == "change"]
    assert "unusual" in set(changes["level"])
    assert set(zip(old.shortlist["rule"], old.shortlist["reason"], strict=True)) == {("data", "late")}
    late = set(zip(old.shortlist["group"], old.shortlist["against"], strict=True))
    assert late == {("year", "2016/17"), ("month", "April 2016")}


WIDE = {
    "areas.csv": [{"code": "LLR", "name": "All three", "level": "combined", "parts": "E10000018+E06000017+E06000016"}]
}
FALLEN = [900, 910, 890, 905, 500]


@pytest.mark.long
def test_a_wider_area_is_judged_only_where_both_areas_have_no_figure(tmp_path):
    """Nor is the sum of both judged beside them."""
    rows = [
        *years(FALLEN, area="Leicestershire and Rutland"),
        *years(FALLEN, area="All three", indicator="referrals"),
        *years(FALLEN, area="All three", indicator="own"),
        *years(FALLEN, area="Leicestershire and Rutland", indicator="own"),
        *years(FALLEN, area="Rutland", indicator="own"),
        *years(FALLEN, area="Leicestershire", indicator="both"),
        *years(FALLEN, area="Rutland", indicator="both"),
        *years(FALLEN, area="Leicester", indicator="neighbour"),
        *years(FALLEN, area="England", indicator="neighbour"),
    ]
    with closing(
        tiny_store(tmp_path, rows, definitions={"own": {}, "both": {}, "neighbour": {}}, tables=WIDE)
    ) as store:
        found = judged(store)
    changes = found.judged[found.judged["rule"] == "change"]
    assert set(zip(changes["indicator"], changes["area_code"], changes["level"], strict=True)) == {
        ("contacts", "LR", "real"),
        ("referrals", "LLR", "real"),
        ("own", RUTLAND, "real"),
        ("both", LEICESTERSHIRE, "real"),
        ("both", RUTLAND, "real"),
    }
    assert changes["listed"].all()
