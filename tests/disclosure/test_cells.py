"""The counts of a release, and the small ones elsewhere, beside a plain reading of the rows."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue.catalogue import load_catalogue
from indicators.disclosure.linked_tables import SourceCount, counts_of, unsafe_counts_elsewhere
from indicators.disclosure.rules import DisclosureSettings
from indicators.figures import read_figures
from indicators.store.database import IN_MEMORY, open_for_writing
from tests.helpers.histories import append, filled
from tests.helpers.releases import DEFINITIONS, SHARE, L, R, cell, fact, held_of, released
from tests.helpers.tiny_store import tiny_store

FACTS = [
    fact(L, 12), fact(R, 3), fact(R, 4, source="national"), fact(R, 2, indicator="referrals"),
    fact(R, "", indicator="seen", numerator=7, denominator=9), fact(L, None, indicator="referrals"),
    fact(L, "", symbol="c", period="2014/15"), fact(R, 9_010, indicator="population_0_17", period="30 June 2015"),
]  # fmt: skip


@pytest.fixture(scope="module")
def counts(tmp_path_factory):
    store = tiny_store(tmp_path_factory.mktemp("tiny"), FACTS, definitions={"seen": SHARE})
    catalogue = load_catalogue(store)
    yield counts_of(read_figures(store, catalogue, sorted(catalogue.indicators), [L, R, "LR"]), catalogue)
    store.close()


@pytest.mark.slow
def test_every_source_of_a_count_is_kept_and_the_shown_one_comes_first(counts):
    assert [one.value for one in counts[cell(R)]] == [4, 3]
    assert counts[cell(R)] == (SourceCount(4, "national", False, 0), SourceCount(3, "report", False, 1))


def test_sums_over_areas_and_the_counts_of_percentages_are_counts(counts):
    assert [one.value for one in counts[cell("LR")]] == [15]
    assert [counts[cell(R, indicator="seen", role=role)][0].value for role in ("numerator", "denominator")] == [7, 9]


def test_symbols_populations_and_parts_of_people_are_not(counts):
    assert cell(L, "2014/15") not in counts
    assert {one.indicator for one in counts} == {"contacts", "referrals", "seen"}
    assert cell(L, indicator="referrals") not in counts


def test_a_percentage_beside_its_denominator_tells_its_numerator():
    implied = held_of([fact(R, 100), fact(R, 3, indicator="contacts_to_referral")]).implied
    assert [(one.low, one.high) for one in implied[cell(R, indicator="referrals")]] == [(3, 3)]
    # Beside nothing it tells nothing that could be checked.
    alone = released([fact(R, 3, indicator="contacts_to_referral"), fact(L, 9, indicator="contacts_to_referral")])
    assert (alone.tables.counts, alone.unchecked()) == ({}, 2)


# What the query says of areas that are no part of another, against the rows one by one.

INDICATORS, AREAS, SOURCES = ("a", "b", "c"), ("X", "Y"), ("one", "two")
PERIODS = [
    ("financial_year", date(2015, 4, 1), date(2016, 3, 31)),
    ("quarter", date(2016, 1, 1), date(2016, 3, 31)),
    ("months", date(2015, 12, 1), date(2016, 3, 31)),
]
keys = st.tuples(
    st.sampled_from(INDICATORS), st.sampled_from(AREAS), st.sampled_from(PERIODS), st.sampled_from(SOURCES)
)
histories = st.lists(
    st.tuples(st.sampled_from(["", "withdrawn"]), st.dictionaries(keys, st.none() | st.integers(0, 12), max_size=10)),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def empty():
    store = open_for_writing(IN_MEMORY)
    yield store
    store.close()


@pytest.mark.slow
@settings(max_examples=12)
@given(histories)
def test_small_counts_elsewhere(empty, history):
    asked = {
        "threshold": 5,
        "counts": ["a", "b"],
        "related": ["b"],
        "areas": ["Y"],
        "public_sources": ["two"],
        "shares": [],
    }
    with filled(empty, history):
        found = empty.fetch("small_counts_elsewhere", **asked)
    given_rows = {key for _, figures in history for key in figures}
    newest = {key: value for fate, figures in history if not fate for key, value in figures.items()}
    small = {key[:3] for key, value in newest.items() if value and value <= 5 and key[0] != "c"}
    small = {key for key in small if key[1] == "X" and newest.get((*key, "one")) in range(1, 6)}
    expected = {key: is_linked(key, given_rows) for key in small}
    rows = {
        (row.indicator, row.area_code, (row.period_type, row.starts.date(), row.ends.date())): bool(row.is_linked)
        for row in found.itertuples()
    }
    assert rows == expected


def is_linked(key, rows):
    types = {row[2][0] for row in rows if row[:2] == key[:2]}
    return len(types) > 1 or "months" in types or key[0] == "b"


def test_a_percentage_of_few_is_a_small_count_elsewhere(empty):
    columns = ("indicator", "area_code", "period_type", "starts", "ends", "value", "numerator", "denominator", "status")
    row = ("c", "X", *PERIODS[0], None, 97, 100, "final")
    asked = {"threshold": 5, "counts": [], "related": [], "areas": [], "public_sources": [], "shares": []}
    with filled(empty, []):
        append(empty, "observation", [(*row, "", "one", "", 11)], (*columns, "symbol", "source", "note", "return_id"))
        # Three of a hundred are left out.
        assert list(empty.fetch("small_counts_elsewhere", **asked)["is_linked"]) == [True]
        assert empty.fetch("small_counts_elsewhere", **asked | {"threshold": 2}).empty


@pytest.mark.slow
@pytest.mark.parametrize(
    ("counts_what", "alone"), [("children", {"seen", "standing"}), ("organisations", {"standing"})]
)
def test_small_shares_of_nobody_elsewhere_are_no_small_counts(tmp_path, counts_what, alone):
    facts = [
        fact("England", "", indicator="seen", numerator=3, denominator=9),
        fact("England", 4, indicator="standing"), fact("England", 4, indicator="reports"),
    ]  # fmt: skip
    definitions = {**DEFINITIONS, "seen": SHARE | {"counts": counts_what}}
    store = tiny_store(tmp_path, facts, definitions=definitions)
    found = unsafe_counts_elsewhere(store, load_catalogue(store), DisclosureSettings())
    store.close()
    assert set(found["indicator"]) == alone
