"""Every query beside a slow twin in plain Python, on stores with revised, withdrawn and superseded returns."""

from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

INDICATORS, AREAS, SOURCES = ("a", "b", "c"), ("X", "Y"), ("one", "two")
#: Type, first and last day, some of which overlap or end on one day.
PERIODS = [
    ("financial_year", date(2014, 4, 1), date(2015, 3, 31)),
    ("financial_year", date(2015, 4, 1), date(2016, 3, 31)),
    ("quarter", date(2016, 1, 1), date(2016, 3, 31)),
    ("quarter", date(2016, 4, 1), date(2016, 6, 30)),
    ("months", date(2015, 12, 1), date(2016, 3, 31)),
    ("months", date(2016, 2, 1), date(2016, 3, 31)),
    ("snapshot", date(2015, 3, 31), date(2015, 3, 31)),
    ("snapshot", date(2015, 4, 1), date(2015, 4, 1)),
]
COLUMNS = (
    "indicator", "area_code", "period_type", "starts", "ends", "value", "numerator", "denominator", "status",
    "symbol", "source", "note",
)  # fmt: skip

keys = st.tuples(
    st.sampled_from(INDICATORS), st.sampled_from(AREAS), st.sampled_from(PERIODS), st.sampled_from(SOURCES)
)
contents = st.dictionaries(keys, st.none() | st.integers(0, 99), max_size=14)
fates = st.sampled_from(["", "superseded", "withdrawn"])
#: Returns in the order of their numbers, each with what became of it and its figures.
histories = st.lists(st.tuples(fates, contents), min_size=1, max_size=4)
#: Places of returns that are the one before them edited: a line that says the same keeps its age.
edits = st.sets(st.integers(1, 3))
few = settings(max_examples=15)
#: The number of the first return; the store keeps the first ones for itself.
FIRST = 11


class _Undo(Exception):
    """Ends a transaction without keeping anything of it."""


@contextmanager
def filled(store, history, edited=()):
    """Put the returns of a history into a store for a while; gives the rows of events and files.

    `Store.fetch` sees inside the transaction, of which nothing stays.
    """
    with suppress(_Undo), store.transaction():
        yield _fill(store, history, edited)
        raise _Undo


def _fill(store, history, edited):
    firsts = firsts_of(history, edited)
    observations = [
        (*row, firsts[number][key] if edited else None)
        for number, (_, figures) in enumerate(history, FIRST)
        for key, row in zip(figures, rows_of(figures, number), strict=True)
    ]
    happened = [datetime(2026, 1, 1) + timedelta(days=day) for day in range(2 * len(history))]
    events = []
    for number, (fate, _) in enumerate(history, FIRST):
        events.append((number, "accepted", happened[number - FIRST], "test", ""))
        if fate:
            events.append((number, fate, happened[-1], "test", "why"))
    files = [
        (number, f"file{999 - number}", "data" if number % 2 else "upload", f"sha{number}", len(figures))
        for number, (_, figures) in enumerate(history, FIRST)
    ]
    append(store, "observation", observations, (*COLUMNS, "return_id", "first_return_id"))
    append(store, "return_event", events, ("return_id", "event", "happened_at", "happened_by", "reason"))
    append(store, "return_file", files, ("return_id", "name", "origin", "sha256", "row_count"))
    return events, files


def rows_of(figures, number):
    for (indicator, area, (kind, starts, ends), source), value in figures.items():
        symbol = "c" if value is None else ""
        yield (indicator, area, kind, starts, ends, value, None, None, "final", symbol, source, "", number)


def firsts_of(history, edited):
    """By return and figure: the number of the return that first gave it so, through edits of one file."""
    firsts = {}
    for number, (_, figures) in enumerate(history, FIRST):
        former = history[number - FIRST - 1][1] if number - FIRST in edited else {}
        firsts[number] = {
            key: firsts[number - 1][key] if key in former and former[key] == value else number
            for key, value in figures.items()
        }
    return firsts


def append(store, table, rows, columns):
    if rows:
        store.append(table, pd.DataFrame(rows, columns=list(columns)))
