"""Computed percentages and rates beside those that the publishers print."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import load_catalogue
from indicators.figures import read_figures
from indicators.figures.calculate import calculate_figures
from indicators.rounding import round_half_up
from indicators.store.database import open_store

# Every authority's figures may lie in a folder beside the project; without them, those tests are skipped.
NATIONAL = next(Path(__file__).resolve().parents[2].parent.glob("*/national"), None)
needs_national = pytest.mark.skipif(NATIONAL is None, reason="the national files are not beside the project")


@pytest.fixture(scope="module")
def shipped(shipped_store):
    store = open_store(shipped_store)
    yield store
    store.close()


def computed_and_printed(shipped, indicator):
    """One row per area and period with both values of one source, for local authorities."""
    catalogue = load_catalogue(shipped)
    councils = [area.code for area in catalogue.areas.values() if area.level == "local_authority"]
    frame = read_figures(shipped, catalogue, [indicator], councils)
    key = ["area_code", "period", "source"]
    both = frame[frame["computed"]].merge(frame[~frame["computed"]], on=key, suffixes=("", "_printed"))
    return both[both["value"].notna() & both["value_printed"].notna()]


@pytest.mark.parametrize(
    ("indicator", "least", "decimals"),
    [
        ("re_referrals", 30, 1),
        ("repeat_cp_plans", 20, 1),
        ("cp_plans_two_years_share", 15, 1),
        ("looked_after_rate", 5, 0),
    ],
)
def test_computed_is_printed_for_every_council(shipped, indicator, least, decimals):
    both = computed_and_printed(shipped, indicator)
    assert len(both) >= least
    assert (round_half_up(both["value"], decimals) == both["value_printed"]).all()


#: Files of every authority: the derived indicator, its two counts' columns, the printed column and its decimals.
NATIONAL_FILES = [
    ("re_referrals", "c1_*.csv", "rereferral_count", "referral_count", "rereferral_percent"),
    ("repeat_cp_plans", "d3_*.csv", "CPP_subsequent", "CPP_start", "CPP_subsequent_percent"),
    ("cp_plans_two_years_share", "d5_*.csv", "2_years_or_more", "CPP_At31", "2_years_or_more_percent"),
]


def rows_of(pattern):
    """Rows of local authorities of a national file; the year that ends on 31 March of `time_period`."""
    with next(NATIONAL.glob(pattern)).open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["geographic_level"] == "Local authority"]


def number(cell):
    """A figure, or None for a symbol."""
    return float(cell) if cell.replace(".", "", 1).isdecimal() else None


def stored_row(indicator, area, starts, ends, value):
    kind = "snapshot" if starts == ends else "financial_year"
    symbol = "x" if value is None else ""
    return (indicator, area, kind, starts, ends, value, np.nan, np.nan, "final", symbol, "national", "")


def computed_nationally(shipped, indicator, stored):
    """The computed figures of every authority, by area and year in which the period ends."""
    catalogue = load_catalogue(shipped)
    columns = [
        "indicator", "area_code", "period_type", "starts", "ends", "value", "numerator", "denominator", "status",
        "symbol", "source", "note",
    ]  # fmt: skip
    frame = pd.DataFrame(stored, columns=columns).drop_duplicates(["indicator", "area_code", "starts"])
    frame = frame.astype({"value": float, "starts": "datetime64[us]", "ends": "datetime64[us]"})
    areas = {code: Area(code, code) for code in sorted(set(frame["area_code"]))}
    found = calculate_figures(frame, replace(catalogue, areas=areas), [indicator], list(areas))
    return {(row.area_code, row.ends.year): row.value for row in found.itertuples()}


def compare(computed, printed, decimals):
    """How many were compared; those that differ."""
    both = {key: value for key, value in printed.items() if value is not None and not np.isnan(computed[key])}
    wrong = {
        key: (computed[key], value) for key, value in both.items() if round_half_up(computed[key], decimals) != value
    }
    return len(both), wrong


@needs_national
@pytest.mark.parametrize(("indicator", "pattern", "top", "bottom", "percent"), NATIONAL_FILES)
def test_percentages_of_every_authority_are_those_printed(shipped, indicator, pattern, top, bottom, percent):
    definition = load_catalogue(shipped).indicators[indicator]
    stored, printed = [], {}
    for row in rows_of(pattern):
        year, area = int(row["time_period"]), row["new_la_code"]
        ends = pd.Timestamp(year, 3, 31)
        for name, column in ((definition.numerator, top), (definition.denominator, bottom)):
            stored.append(stored_row(name, area, ends, ends, number(row[column])))
        printed[area, year] = number(row[percent])
    compared, wrong = compare(computed_nationally(shipped, indicator, stored), printed, 1)
    assert compared > 1000
    assert wrong == {}


@needs_national
def test_looked_after_rates_of_every_authority_are_those_printed(shipped):
    stored, printed = [], {}
    for row in rows_of("ons_*.csv"):
        day = pd.Timestamp(int(row["time_period"]), 6, 30)
        value = number(row["population_estimate"])
        stored.append(stored_row("population_0_17", row["new_la_code"], day, day, value))
    for row in rows_of("cla_*.csv"):
        if row["population_type"] == "Children looked after on 31 March each year":
            year, area = int(row["time_period"]), row["new_la_code"]
            day = pd.Timestamp(year, 3, 31)
            stored.append(stored_row("looked_after_31_march", area, day, day, number(row["children_count"])))
            printed[area, year] = number(row["rate_per_10000"])
    compared, wrong = compare(computed_nationally(shipped, "looked_after_rate", stored), printed, 0)
    assert compared > 500
    assert wrong == {}
