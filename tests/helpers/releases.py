"""Small stores to publish: who gave what, and what of it may be shown."""

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.periods import parse_period
from indicators.disclosure.implied import implied_counts, shares_without_denominator
from indicators.disclosure.linked_tables import (
    Cell,
    LinkedTables,
    count_numbers,
    linked_areas,
    sound_counts,
    unsound_cells,
)
from indicators.disclosure.release import PublicationHistory, make_release
from indicators.disclosure.rules import DisclosureSettings
from indicators.figures.calculate import calculate_figures
from tests.helpers.tiny_rows import FACT
from tests.helpers.tiny_store import tiny_store

L, R, CITY = "E10000018", "E06000017", "E06000016"
NAMES = {
    L: "Leicestershire", R: "Rutland", CITY: "Leicester", "LR": "Leicestershire and Rutland", "LLR": "All three",
}  # fmt: skip
SHARE = {
    "title": "Seen", "short_title": "Seen", "kind": "proportion", "unit": "%", "timing": "flow",
    "rate_population": None,
}  # fmt: skip
NUMBERS = ("value", "numerator", "denominator")
#: Beside those of `tests.tiny`: a share with counts of its own, a count of things, and a whole with its parts.
DEFINITIONS = {
    "seen": SHARE,
    "reports": {"title": "Reports", "short_title": "Reports", "unit": "reports", "counts": "things"},
    "whole": {"title": "Whole", "short_title": "Whole", "sum_of": ["contacts", "referrals"]},
    "standing": {"title": "Standing", "short_title": "Standing", "timing": "snapshot"},
    "referral_rate": {
        "title": "Referral rate", "short_title": "Referral rate", "kind": "rate", "unit": "per 10,000",
        "numerator": "referrals", "denominator": "population_0_17", "rate_population": None,
    },
    "share_of_contacts": {
        "title": "Share of contacts", "short_title": "Share of contacts", "kind": "proportion", "unit": "%",
        "numerator": "contacts", "denominator": "whole", "rate_population": None,
    },
    "monthly_contacts": {
        "title": "Contacts a month", "short_title": "Contacts a month", "kind": "mean", "unit": "contacts a month",
        "mean_of": "contacts", "mean_over": "month", "rate_population": None,
    },
    "cases": {"title": "Cases", "short_title": "Cases"},
    "workers": {"title": "Workers", "short_title": "Workers", "counts": "staff"},
    "load": {
        "title": "Cases a worker", "short_title": "Cases a worker", "kind": "mean", "unit": "cases",
        "numerator": "cases", "denominator": "workers", "per": 1, "decimals": 1, "rate_population": None,
    },
    "conference_rate": {
        "title": "Conferences", "short_title": "Conferences", "kind": "value", "unit": "per 10,000 children",
        "decimals": 1, "rate_population": None,
    },
}  # fmt: skip
#: A publisher whose figures anybody can look up.
SOURCES = [{"source": "open", "publisher": "The department", "date": "2020-01-01"}]
LLR = {"code": "LLR", "name": "All three", "level": "combined", "parts": f"{CITY}+{L}+{R}"}


def words_public(*texts):
    """A decision that some words of a definition may be published."""
    return {"texts": list(texts), "decided_by": "business office", "decided_on": date(2026, 11, 28)}


def fact(area, value, period="2015/16", indicator="contacts", **rest):
    """A count of contacts, or what `rest` says; a value of None is a symbol."""
    missing = {"value": "", "symbol": "x"} if value is None else {"value": value}
    return {"indicator": indicator, "area": NAMES.get(area, area), "period": period, **missing, **rest}


def cell(area, period="2015/16", indicator="contacts", role=""):
    """The cell of such a fact."""
    parsed = parse_period(period)
    return Cell(indicator, role, area, parsed.starts, parsed.ends)


@cache
def catalogue():
    """One catalogue for all releases: see `DEFINITIONS` and `SOURCES`."""
    with TemporaryDirectory() as folder:
        tables = {"areas.csv": [LLR], "sources.csv": SOURCES}
        store = tiny_store(Path(folder), definitions=DEFINITIONS, tables=tables)
        found = load_catalogue(store)
        store.close()
        return found


def released(facts, *, past=None, settings=None):
    """What may be published of some facts in the linked areas."""
    held = held_of(facts)
    return make_release(held, catalogue(), settings or DisclosureSettings(), past or PublicationHistory())


def held_of(facts, settings=None):
    """The figures of some facts and their counts, as a store would give them."""
    rows = pd.DataFrame([stored(item) for item in facts])
    areas = linked_areas(catalogue())
    shown = calculate_figures(rows, catalogue(), sorted(catalogue().indicators), areas)
    types = {(row.starts.date(), row.ends.date()): row.period_type for row in rows.itertuples()}
    numbers = count_numbers(shown, catalogue())
    counts = sound_counts(numbers)
    return LinkedTables(
        tuple(areas),
        shown,
        counts,
        frozenset(),
        types,
        implied := implied_counts(shown, catalogue(), counts),
        unsound_cells(numbers, catalogue(), settings or DisclosureSettings()),
        shares_without_denominator(shown, catalogue(), counts, implied),
    )


def stored(item):
    """A fact as a row of the store."""
    whole = {**FACT, **item}
    period = parse_period(whole.pop("period"))
    codes = {name: code for code, name in NAMES.items()}
    numbers = {name: float("nan") if whole[name] == "" else float(whole[name]) for name in NUMBERS}
    days = {"starts": pd.Timestamp(period.starts), "ends": pd.Timestamp(period.ends)}
    return {**whole, **numbers, **days, "area_code": codes[whole.pop("area")], "period_type": str(period.type)}


def quarters(area, *values, year=None, **rest):
    """Facts of four quarters of 2015/16, and of the year where it has one."""
    given = [fact(area, value, f"2015/16 Q{number}", **rest) for number, value in enumerate(values, 1)]
    return given if year is None else [*given, fact(area, year, **rest)]
