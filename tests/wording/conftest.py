"""A tiny store with a little of everything that a sentence may have to say."""

from datetime import date

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.figures import read_figures, select_series
from indicators.wording.sentences import write_sentences
from tests.helpers.tiny_store import tiny_store

LEICESTERSHIRE, RUTLAND, ENGLAND = "E10000018", "E06000017", "E92000001"
YEARS = ("2012/13", "2013/14", "2014/15", "2015/16")
DEFINITIONS = {
    "children": {"title": "Children on a plan", "short_title": "Plans", "unit": "children", "timing": "snapshot"},
    "people": {"title": "Staff who were asked", "short_title": "Survey", "unit": "young people"},
    "referrals": {"unit": "referrals", "rate_population": "population_0_17"},
    "wait": {"title": "Average wait", "short_title": "Wait", "kind": "mean", "unit": "weeks"},
    "asked": {"title": "Families satisfied", "short_title": "Satisfied", "kind": "proportion", "unit": "%"},
    "anew": {
        "title": "Visits",
        "short_title": "Visits",
        "unit": "visits",
        "breaks": [{"date": date(2015, 8, 1), "note": "Counted anew.", "area": "Rutland"}],
    },
}


def row(indicator, area, period, value, **rest):
    """A fact; a text for a value is a symbol."""
    figure = {"value": "", "symbol": value} if isinstance(value, str) else {"value": value}
    return {"indicator": indicator, "area": area, "period": period, **figure, **rest}


def rows(indicator, area, *values):
    """Facts of the years up to 2015/16; None for a year without any."""
    return [
        row(indicator, area, period, value)
        for period, value in zip(YEARS[-len(values) :], values, strict=True)
        if value is not None
    ]


FACTS = [
    *rows("contacts", "Leicestershire", 15228, 14632, None),
    row("contacts", "Leicestershire", "2015/16", 12773, status="provisional"),
    *rows("contacts", "Rutland", 690, 717, 901),
    *rows("contacts", "England", 1_900_000, 2_000_000, 1_250_000),
    *rows("referrals", "Leicestershire", 5895, "x", 3953),
    *rows("referrals", "Rutland", 3, 2, 8),
    *(
        row("children", area, f"31 March {year}", value)
        for area, values in {"Leicestershire": (439, 393, 347), "Rutland": (34, 34, "c")}.items()
        for year, value in zip((2014, 2015, 2016), values, strict=True)
    ),
    *rows("people", "Leicestershire", 3, 1),
    *rows("people", "Rutland", 12, 12),
    *rows("wait", "Leicestershire", 12, 1),
    *rows("wait", "Rutland", 12, 9),
    *rows("asked", "Leicestershire", 90, 92),
    *rows("asked", "Rutland", 60, 74),
    *rows("anew", "Rutland", 412, 405, 690),
    *rows("anew", "Leicestershire", 300, 405, 500),
]
CHILDREN = [
    {"area": area, "period": f"30 June {year}", "value": value}
    for area, value in {"Leicestershire": 134_000, "Rutland": 8_000, "England": 11_000_000}.items()
    for year in (2013, 2014, 2015)
]


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    held = tiny_store(tmp_path_factory.mktemp("narrative"), FACTS, definitions=DEFINITIONS, populations=CHILDREN)
    yield held
    held.close()


@pytest.fixture(scope="session")
def catalogue(store):
    return load_catalogue(store)


@pytest.fixture(scope="session")
def lines(store, catalogue):
    """`lines("contacts", LEICESTERSHIRE, …, measure="rate")`: a series an area, as a chart would have them."""

    def made(indicator, *areas, **choice):
        held = read_figures(store, catalogue, [indicator], areas)
        return [select_series(held, catalogue, indicator, area, **choice) for area in areas]

    return made


@pytest.fixture(scope="session")
def said(lines):
    """`said("contacts", RUTLAND)`: the texts of the sentences about an indicator in some areas."""
    return lambda indicator, *areas, judged=None, **choice: [
        sentence.text for sentence in write_sentences(lines(indicator, *areas, **choice), judged=judged)
    ]


def told_of(store, catalogue, indicators, measures=("value", "rate"), periods="year"):
    """Every sentence about some indicators in both areas, beside England."""
    areas = (LEICESTERSHIRE, RUTLAND, ENGLAND)
    held, told = read_figures(store, catalogue, indicators, areas), []
    for name in indicators:
        for measure in measures:
            if measure == "value" or catalogue.indicators[name].rate_population:
                *own, england = (
                    select_series(held, catalogue, name, area, measure=measure, periods=periods) for area in areas
                )
                told += write_sentences(own, [england])
    return told
