"""The examples of docs/method.md, each written anew from the shipped data and looked for in the document.

Left out is what only made-up series or the figures of all authorities can tell; `make bench` repeats those.
"""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import financial_year_of
from indicators.figures import read_figures
from indicators.figures.neighbours import FEWEST_NEIGHBOURS
from indicators.signals.change import FEWEST_TREND_PERIODS, MOST_TREND_PERIODS
from indicators.signals.cycle import judge_cycle
from indicators.signals.judgements import FALSE_DISCOVERY_RATE, SIGNIFICANCE_LEVEL
from indicators.signals.spc_series import FEWEST_POINTS, LASTING_SHIFT
from indicators.store.database import open_store
from indicators.wording.numbers import FEWEST_FOR_PERCENTAGE
from tests.helpers.areas import BOARD_AREAS, EAST_MIDLANDS, ENGLAND

TEXT = (Path(__file__).parents[1] / "docs" / "method.md").read_text("utf-8")
WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 8: "eight", 9: "nine", 10: "ten", 17: "seventeen"}
LEICESTERSHIRE, RUTLAND = "Leicestershire", "Rutland"
#: A sentence with the columns of a judgement, and which one that is: year, rule, indicator, area, and what else
#: must hold of it. `years_in` and `in_1000` say how usual it is, `once_in` how often chance brings it about.
JUDGED = [
    (
        "The annual report prints that {compared_with:.0f}% of Leicestershire's contacts in {period} became referrals. "
        "Its own counts, {detail}, give {value:.0f}%. The dashboard shows {value:.0f}% and lists the "
        "{compared_with:.0f}%.",
        (2016, "data", "contacts_to_referral", LEICESTERSHIRE),
        {"reason": "does_not_follow"},
    ),
    (
        "Contacts in Rutland rose from {compared_with:.0f} to {value:.0f}. Luck alone would practically never do that. "
        "But {borrowed}, whose ups and downs are borrowed because contacts have only {held} years, move that far in "
        "about one year in {years_in}.",
        (2016, "change", "contacts", RUTLAND),
        {"level": "real", "hopeless": True},
    ),
    (
        "In Leicestershire {compared_with:.1f}% of the protection plans started in {against} were a child's second or "
        "later plan, and {value:.1f}% in {period}. Chance would not do it, and among areas like ours such shares move "
        "so far in about {in_1000:.0f} years of 1,000.",
        (2016, "change", "repeat_cp_plans", LEICESTERSHIRE),
        {"level": "unusual", "hopeless": True},
    ),
    (
        "CSE referrals in Rutland rose from {compared_with:.0f} to {value:.0f}. Of {total} cases, {most} or more (or "
        "{fewest} or fewer) fall into one of two years by luck about once in {once_in:.0f} times (a split of just "
        "{most} and {fewest} counts by half), and with so few cases a doubling would not show.",
        (2016, "change", "cse_referrals", RUTLAND),
        {"level": "too_few", "reason": "few_cases"},
    ),
    (
        "Leicestershire's rise from {compared_with:.0f} to {value:.0f} is real: {effect:+.0f}%, and with 95% "
        "confidence between {effect_lower:+.0f}% and {effect_upper:+.0f}%.",
        (2016, "change", "cse_referrals", LEICESTERSHIRE),
        {"level": "real"},
    ),
    (
        "In {period} Leicestershire had {value:.0f} referrals. The dashboard holds them against the "
        "{compared_with:.0f} of {against} and the Marches before, not against February.",
        (2022, "change", "referrals", LEICESTERSHIRE),
        {"group": "month", "earlier": 4},
    ),
    (
        "Looked-after children in Leicestershire rose from {compared_with:.0f} on {against} to {value:.0f} on "
        "{period}: no single year stood out, yet about {effect:.0f}% more each year.",
        (2022, "trend", "looked_after_31_march", LEICESTERSHIRE),
        {"level": "real", "listed": True, "earlier": 7},
    ),
    (
        "Looked-after children in Leicestershire on {period}: {value:.0f}, outside the usual limits around a mean of "
        "{compared_with:.0f}.",
        (2025, "control", "looked_after_31_march", LEICESTERSHIRE),
        {"reason": "outside"},
    ),
    (
        "In {period} {value:.0f}% of Leicestershire's early help families were dealt with within 28 days; the target "
        "is {compared_with:.0f}%.",
        (2016, "target", "early_help_timeliness", LEICESTERSHIRE),
        {"level": "too_few", "reason": "no_counts", "against": "at least 95%"},
    ),
    (
        "On {period} Leicestershire had {value:.0f} children in need per 10,000, its neighbours' median was "
        "{compared_with:.0f}. Such a distance is rare among these areas: about {in_1000:.0f} in 1,000.",
        (2016, "comparator", "children_in_need_31_march", LEICESTERSHIRE),
        {"level": "unusual", "listed": True, "against": "the median of its like areas"},
    ),
    (
        "On {period} Rutland had {value:.1f} looked-after children per 10,000 and {against} {compared_with:.1f}: "
        "{effect:.0f}% more, which is more than chance explains. But nothing shows that the gap had moved more than "
        "usual, so it is not on the list.",
        (2016, "areas", "looked_after_31_march", RUTLAND),
        {"level": "real", "listed": False, "standing": True, "reason": ""},
    ),
    (
        "For Leicestershire's plans on {period} the report prints {compared_with:.0f}, the national return "
        "{value:.0f}.",
        (2016, "data", "cp_plans_31_march", LEICESTERSHIRE),
        {"reason": "one_source_differs"},
    ),
    (
        "And {detail} contacts are {value:.0f}%, not the printed {compared_with:.0f}%.",
        (2016, "data", "contacts_to_referral", LEICESTERSHIRE),
        {"reason": "does_not_follow"},
    ),
]


@pytest.fixture(scope="module")
def data(shipped_store):
    """The shipped catalogue, and functions to what is shown and to the cycle of a year, each judged once."""
    store = open_store(shipped_store)
    catalogue, targets = load_catalogue(store), store.query("targets")

    @cache
    def cycle(year, *only):
        some = {name: item for name, item in catalogue.indicators.items() if not only or name in only}
        return judge_cycle(store, replace(catalogue, indicators=some), as_at=date(year, 3, 31), targets=targets)

    def shown(indicators, areas=BOARD_AREAS):
        frame = read_figures(store, catalogue, indicators, areas)
        return frame[(frame["rank"] == 0) & frame["value"].notna()]

    yield SimpleNamespace(catalogue=catalogue, cycle=cycle, shown=shown)
    store.close()


def columns_of(row):
    """The columns of a judgement, and what sentences make of them."""
    with np.errstate(divide="ignore"):
        odds = {"in_1000": 1_000 * row["p_usual"], "once_in": np.divide(1, row["p_chance"])}
    years_in = np.divide(1, row["p_usual"])
    words = {"held": row["earlier"] + 1, "years_in": years_in, "most": row["value"], "fewest": row["compared_with"]}
    words["total"] = row["value"] + row["compared_with"]
    spelt = {name: WORDS.get(int(np.nan_to_num(np.round(number)))) for name, number in words.items()}
    return {**row, **odds, **spelt, "hopeless": row["p_chance"] < 1e-4}


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(("sentence", "key", "wanted"), JUDGED)
def test_an_example_is_what_is_judged_of_the_shipped_data(data, sentence, key, wanted):
    year, rule, indicator, area = key
    judged = data.cycle(year).judged
    own = judged[(judged["rule"] == rule) & (judged["indicator"] == indicator) & (judged["area"] == area)]
    rows = [columns_of(row) for row in own.to_dict("records")]
    (row,) = [row for row in rows if ({"current": True, "group": "year"} | wanted).items() <= row.items()]
    assert sentence.format(**row) in TEXT


def children_of_2015(data):
    people = data.shown(["population_0_17"])
    return people[people["period"] == "30 June 2015"].set_index("area_code").loc[list(BOARD_AREAS), "value"]


def test_the_example_of_a_rate(data):
    county, rutland = children_of_2015(data)
    assert f"Leicestershire has about {WORDS[round(county / rutland)]} times as many children as Rutland" in TEXT
    contacts = data.shown(["contacts"], [BOARD_AREAS[1]]).set_index("period").loc["2015/16", "value"]
    assert f"Rutland had {contacts:.0f} contacts in 2015/16 and {rutland:,.0f} children in mid-2015" in TEXT
    assert f"{contacts:.0f} ÷ {rutland:,.0f} × 10,000 = {contacts / rutland * 10_000:,.0f}." in TEXT


def test_the_first_year_with_a_rate(data):
    rates = data.shown([name for name, item in data.catalogue.indicators.items() if item.kind == "rate"])
    assert f"There is no rate before {financial_year_of(rates['ends'].min().date()).label}" in TEXT


def test_national_numbers_are_rounded_but_those_of_social_workers(data):
    indicators, people = data.catalogue.indicators, data.catalogue.populations
    counts = [name for name, item in indicators.items() if item.kind == "count" and name not in people]
    nation = data.shown(counts, [ENGLAND, EAST_MIDLANDS])
    assert set(nation.loc[nation["value"] % 10 > 0, "indicator"]) == {
        "ehcp_requests",
        "ehcp_total",
        "social_worker_agency",
        "social_worker_case_holders",
        "social_worker_cases",
        "social_worker_leavers",
        "social_worker_starters",
        "social_worker_vacancies",
        "social_workers_in_post",
    }
    assert (
        "their numbers rounded to the nearest 10 "
        "(but for those of social workers and their cases, and of education, health and care plans)"
    ) in TEXT


def test_the_neighbours(data):
    (number,) = {WORDS[len(data.catalogue.neighbours[area])] for area in BOARD_AREAS}
    assert f"the median of the {number} areas most like it (the department calls them statistical neighbours)" in TEXT
    assert f"It needs at least {WORDS[FEWEST_NEIGHBOURS]} of the {number}." in TEXT
    assert f"The neighbours are those of the DfE's {data.catalogue.neighbour_model.split()[-1]} model" in TEXT


def test_referrals_are_fewer_in_most_augusts(data):
    months = data.shown(["referrals"], [BOARD_AREAS[0]])
    months = months[months["period_type"] == "month"]
    years = months.pivot_table(index=months["ends"].dt.year, columns=months["ends"].dt.month, values="value").dropna()
    assert 0.6 < (years[8] < years.mean(axis=1)).mean() < 1
    assert "Referrals are fewer in most Augusts" in TEXT


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize("year", range(2016, 2023))
def test_no_single_year_of_the_drift_stood_out(data, year):
    # Judged among all figures where that is done anyway.
    name = "looked_after_31_march"
    judged = data.cycle(year, *(() if year in (2016, 2022) else (name, "population_0_17"))).judged
    own = judged[(judged["rule"] == "change") & (judged["area"] == LEICESTERSHIRE) & (judged["indicator"] == name)]
    assert own[["level", "current"]].to_numpy().tolist() == [["ordinary", True]]


def test_so_many_families_would_tell_the_figure_from_its_target(data):
    judged = data.cycle(2016).judged
    (detail,) = judged.loc[(judged["rule"] == "target") & (judged["indicator"] == "early_help_timeliness"), "detail"]
    assert detail.replace("cases behind", "families behind") in TEXT


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(("year", "least", "most"), [(2016, 100, 200), (2021, 500, 600), (2025, 500, 700)])
def test_hundreds_of_questions_are_asked(data, year, least, most):
    assert least < data.cycle(year).questions < most
    assert (
        "More than a hundred questions are asked of the figures of 2015/16, "
        "and more than five hundred of every year since 2020/21."
    ) in TEXT


@pytest.mark.parametrize(
    "sentence",
    [
        f"for counts below {FEWEST_FOR_PERCENTAGE} in plain numbers",
        f"and at least {Indicator.meaningful_change:.0f}% | within",
        f"laid through the last {WORDS[FEWEST_TREND_PERIODS]} to {WORDS[MOST_TREND_PERIODS]} years",
        f"amounts to at least {Indicator.meaningful_change:.0f}% over the whole time",
        f"From {FEWEST_POINTS} points on",
        f"have become {WORDS[LASTING_SHIFT]} or more",
        f"at most one in {WORDS[round(1 / FALSE_DISCOVERY_RATE)]} of the lines on the list",
        f"more than once in {1 / SIGNIFICANCE_LEVEL:.0f} times",
    ],
)
def test_a_number_of_the_method_is_the_one_that_is_used(sentence):
    assert sentence in TEXT
