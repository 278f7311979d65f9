"""The plans that come with the project: all that each document asks for is there, plan by plan."""

import csv
from collections import Counter

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.plans import Plan, measures_of
from indicators.settings import DATA
from indicators.store.database import open_store

#: By plan, the first to start first: its priorities by kind (priority, cross-cutting, aim), its actions, and the
#: measures it asks for in each quadrant: figures, audits and reviews, service users, staff.
COUNTS = {
    "solihull_2012_13": ((3, 0, 4), 31, (31, 18, 3, 10)),
    "lr_2015_16": ((5, 5, 0), 33, (87, 11, 38, 20)),
    "lr_2016_17": ((9, 0, 2), 43, (57, 12, 12, 13)),
    "lr_2017_18": ((3, 0, 0), 15, (11, 8, 3, 1)),
    "leicester_2018_20": ((8, 0, 0), 49, (35, 10, 0, 0)),
    "joint_2023_25": ((6, 0, 0), 30, (2, 1, 4, 5)),
}
#: The actions of the 2017-18 plan, row by row of its tables.
ROWS_2017 = {"lr_2017_cse": 7, "lr_2017_disabilities": 5, "lr_2017_signs_of_safety": 3}


@pytest.fixture(scope="module")
def catalogue(shipped_store):
    store = open_store(shipped_store)
    yield load_catalogue(store)
    store.close()


def counted(plan: Plan):
    kinds = Counter(priority.kind for priority in plan.priorities)
    quadrants = Counter(measure.quadrant for _, measure in measures_of(plan))
    actions = sum(len(priority.actions) for priority in plan.priorities)
    by_kind = tuple(kinds[kind] for kind in ("priority", "cross_cutting", "aim"))
    return by_kind, actions, tuple(quadrants[quadrant] for quadrant in QUADRANTS)


def test_every_plan_is_counted(catalogue):
    assert {name: counted(plan) for name, plan in catalogue.plans.items()} == COUNTS


def test_every_row_of_the_2017_plan_is_an_action(catalogue):
    priorities = catalogue.plans["lr_2017_18"].priorities
    assert {priority.id: len(priority.actions) for priority in priorities} == ROWS_2017


def test_every_measure_is_in_the_catalogue_in_its_quadrant(catalogue):
    asked = [measure for plan in catalogue.plans.values() for _, measure in measures_of(plan)]
    assert {measure.indicator for measure in asked} <= set(catalogue.indicators)
    assert [one for one in asked if catalogue.indicators[one.indicator].quadrant != one.quadrant] == []


def test_every_priority_asks_for_a_measure_or_says_what_is_done(catalogue):
    bare = [one.id for one in catalogue.priorities.values() if not one.measures and not one.actions]
    assert bare == []


def test_the_2015_priorities_ask_for_every_figure_of_the_annual_report(catalogue):
    with (DATA / "facts" / "lscb_annual_report_2015_16.csv").open(encoding="utf-8", newline="") as file:
        printed = {row["indicator"] for row in csv.DictReader(file)}
    asked = {measure.indicator for _, measure in measures_of(catalogue.plans["lr_2015_16"])}
    derived = {item.id for item in catalogue.indicators.values() if {item.numerator, item.denominator} <= printed}
    assert len(printed) > 100
    assert (printed | derived) - asked == set()


def test_every_finding_of_the_annual_report_bears_on_a_priority():
    with (DATA / "findings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["source"].startswith("lscb_2016_")]
    assert [row["finding"] for row in rows if not row["priorities"].startswith("lr_2015_")] == []
