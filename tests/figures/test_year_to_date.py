"""The year up to its newest quarter, and years against their quarters: beside plain Python, and rule by rule."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue.catalogue import load_catalogue
from indicators.figures import latest_figures, read_figures, select_series
from indicators.figures.calculate import calculate_figures
from indicators.figures.disagreements import disagreement_rows, disagreements, stored_disagreements
from indicators.figures.year_to_date import year_to_date
from tests.helpers.stored_figures import MID_YEARS, frame_of
from tests.helpers.tiny_store import tiny_store
from tests.helpers.twins.figures import Figure

LEICESTERSHIRE, RUTLAND = "E10000018", "E06000017"
YEAR = ("financial_year", date(2016, 4, 1), date(2017, 3, 31))
#: The quarters of 2015/16 and of 2016/17.
QUARTERS = [
    ("quarter", date(2015 + (place + 1) // 4, (3 + 3 * place) % 12 + 1, 1), ends)
    for place, ends in enumerate(
        date(year, month, day)
        for year, month, day in [
            (2015, 6, 30), (2015, 9, 30), (2015, 12, 31), (2016, 3, 31),
            (2016, 6, 30), (2016, 9, 30), (2016, 12, 31), (2017, 3, 31),
        ]
    )
]  # fmt: skip
SUMMED = {"quarters_add_up": True}
DEFINITIONS = {
    "contacts": SUMMED,
    "referrals": SUMMED,
    "contacts_to_referral": {"decimals": 1},
    "contact_rate": {"title": "Contact rate", "short_title": "Contact rate", "kind": "rate", "unit": "per 10,000",
                     "numerator": "contacts", "denominator": "population_0_17", "decimals": 1},
    "seen_soon": {"title": "Seen soon", "short_title": "Seen soon", "kind": "proportion", "unit": "%", **SUMMED},
    "children": {"title": "Different children", "short_title": "Children"},
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    store = tiny_store(tmp_path_factory.mktemp("tiny"), definitions=DEFINITIONS)
    yield load_catalogue(store)
    store.close()


def figure(place, value=None, *, indicator="contacts", area=LEICESTERSHIRE, source="report", period=None, **rest):
    return Figure(indicator, area, period or QUARTERS[place], source, value, **rest)


def summed(stored, catalogue, indicator="contacts", area=LEICESTERSHIRE):
    """The year to date of the newest quarter of some figures."""
    people = [figure(0, 20_000, indicator="population_0_17", period=day, area=area) for day in MID_YEARS]
    frame = calculate_figures(frame_of([*stored, *people]), catalogue, list(catalogue.indicators), [area])
    return year_to_date(select_series(frame, catalogue, indicator, area, periods="quarter"), catalogue)


@pytest.mark.slow
def test_which_indicators_add_up_follows_from_their_parts(catalogue):
    expected = {"contacts", "referrals", "contacts_to_referral", "contact_rate", "seen_soon"}
    assert catalogue.summed_over_quarters == expected


def plain_sum(counts, first, number):
    """What the quarters from a place on add up to in plain Python; None where one is missing."""
    own = [counts[place] for place in range(first, first + number)]
    return None if None in own else sum(own)


counts = st.lists(st.none() | st.integers(0, 99), min_size=8, max_size=8)


@pytest.mark.long
@settings(max_examples=60)
@given(counts, counts, st.integers(4, 7), st.sampled_from(["c", "x"]))
def test_sums_are_those_of_plain_python(catalogue, contacts, referrals, newest, symbol):
    """Of counts, a percentage and a rate of people; a quarter that is missing or a symbol leaves no sum."""
    stored = [
        figure(place, value, indicator=name, symbol="" if value is not None else symbol)
        for name, own in (("contacts", contacts), ("referrals", referrals))
        for place, value in enumerate(own[: newest + 1])
    ]
    number = newest - 3
    now, before = (plain_sum(contacts, first, number) for first in (4, 0))
    found = summed(stored, catalogue)
    assert (found and found.current.value) == now
    if found:
        assert (found.earlier and found.earlier.value) == before
        assert (found.current.quarters, found.current.starts) == (number, date(2016, 4, 1))
    rate = summed(stored, catalogue, "contact_rate")
    # The people are those of the year: half a year of contacts is not held against twice as many children.
    assert (rate and rate.current.value) == (None if now is None else pytest.approx(now / 20_000 * 10_000))
    share = summed(stored, catalogue, "contacts_to_referral")
    top = plain_sum(referrals, 4, number)
    is_whole = now and top is not None and all(
        contacts[place] and referrals[place] <= contacts[place] for place in range(4, newest + 1)
    )  # fmt: skip
    assert (share and share.current.value) == (pytest.approx(100 * top / now) if is_whole else None)


@pytest.mark.long
@settings(max_examples=40)
@given(st.lists(st.integers(0, 200), min_size=4, max_size=4), st.integers(-2, 2))
def test_four_quarters_are_the_year_or_stand_among_the_disagreements(catalogue, quarters, off):
    year = sum(quarters) + off
    stored = [figure(4 + place, value) for place, value in enumerate(quarters)]
    stored.append(figure(0, year, period=YEAR))
    found = summed(stored, catalogue)
    assert found.current.value == sum(quarters)
    frame = calculate_figures(frame_of(stored), catalogue, ["contacts"], [LEICESTERSHIRE])
    rows = disagreements(frame, catalogue)
    assert rows["kind"].tolist() == ["quarters_differ"] * bool(off)
    assert rows[["value", "other_value", "difference"]].values.tolist() == [[year, sum(quarters), -off]] * bool(off)


@pytest.mark.long
@settings(max_examples=20)
@given(st.integers(0, 3))
def test_a_year_without_one_of_its_quarters_has_no_sum(catalogue, gap):
    stored = [figure(4 + place, 10) for place in range(4) if place != gap]
    found = summed(stored, catalogue)
    assert found is None if gap < 3 else found.current.quarters == 3
    frame = calculate_figures(
        frame_of([*stored, figure(0, 99, period=YEAR)]), catalogue, ["contacts"], [LEICESTERSHIRE]
    )
    assert disagreements(frame, catalogue).empty


def test_different_children_are_never_summed(catalogue):
    assert summed([figure(place, 5, indicator="children") for place in range(8)], catalogue, "children") is None


def test_a_percentage_is_that_of_all_its_cases(catalogue):
    """1 of 2 and 30 of 40 are 31 of 42, not 62.5%; without its counts there is nothing to sum."""
    stored = [
        figure(4, indicator="seen_soon", numerator=1, denominator=2),
        figure(5, indicator="seen_soon", numerator=30, denominator=40),
    ]
    found = summed(stored, catalogue, "seen_soon").current
    assert (found.value, found.numerator, found.denominator) == (pytest.approx(100 * 31 / 42), 31, 42)
    printed = [stored[0], figure(5, 75, indicator="seen_soon")]
    assert summed(printed, catalogue, "seen_soon") is None


def test_another_source_or_a_break_leaves_no_comparison(catalogue):
    both = [figure(place, 10) for place in (0, 4)]
    assert summed(both, catalogue).earlier.value == 10
    others = [figure(0, 10, source="national"), figure(4, 10)]
    assert summed(others, catalogue).earlier is None
    assert summed([figure(4, 10), figure(5, 10, source="national")], catalogue) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2014, 8, 1), (20, "Apr–Sep", None)), (date(2015, 4, 1), (20, "Apr–Sep", None)),
        # Of two ways of counting there is no sum.
        (date(2015, 8, 1), None), (date(2015, 7, 1), None),
    ],
)  # fmt: skip
def test_a_break_between_leaves_no_comparison_and_one_within_no_sum(tmp_path, day, expected):
    definitions = {"contacts": SUMMED | {"breaks": [{"date": day, "note": "Counted anew."}]}}
    facts = [{"period": f"{year} Q{quarter}", "value": 10} for year in ("2014/15", "2015/16") for quarter in (1, 2)]
    store = tiny_store(tmp_path, facts, definitions=definitions)
    latest = latest_figures(store, load_catalogue(store), ["contacts"], [LEICESTERSHIRE], as_at=date(2016, 1, 1))
    found = latest["contacts", LEICESTERSHIRE].year_to_date
    assert (found and (found.current.value, found.current.months, found.earlier)) == expected
    store.close()


@pytest.mark.slow
def test_the_newer_quarter_of_a_latest_figure_has_its_year_to_date(tmp_path):
    facts = [{"period": "2014/15", "value": 40}]
    facts += [{"period": f"2015/16 Q{place}", "value": 10 + place} for place in (1, 2, 3)]
    store = tiny_store(tmp_path, facts, definitions={"contacts": SUMMED})
    latest = latest_figures(store, load_catalogue(store), ["contacts"], [LEICESTERSHIRE], as_at=date(2016, 1, 1))
    found = latest["contacts", LEICESTERSHIRE]
    assert (found.period, found.year_to_date) == ("2014/15", None)
    assert (found.newer.period, found.newer.year_to_date.current.value) == ("2015/16 Q3", 36)
    store.close()


@pytest.mark.long
def test_a_year_beside_its_quarters_in_plain_words(tmp_path):
    """The quarters of its own source come before those that are shown."""
    facts = [{"period": f"2015/16 Q{place}", "value": value} for place, value in enumerate((49, 75, 89, 90), 1)]
    facts += [{"value": 310}, {"value": 303, "source": "national"}]
    store = tiny_store(tmp_path, facts, definitions={"contacts": SUMMED})
    catalogue = load_catalogue(store)
    found = stored_disagreements(store, catalogue, ["contacts"], [LEICESTERSHIRE])
    rows = [row for row in disagreement_rows(found, catalogue) if row["kind"] == "quarters_differ"]
    assert [(row["value"], row["other_value"], row["difference"]) for row in rows] == [(310, 303, -7)]
    label = catalogue.source_label("report")
    assert rows[0]["other_source"] == f"the four quarters (49 + 75 + 89 + 90) {label}"
    assert read_figures(store, catalogue, ["contacts"], [LEICESTERSHIRE])["value"].notna().all()
    store.close()
