"""Figures given differently: beside a slow twin in plain Python, and rule by rule."""

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue.catalogue import load_catalogue
from indicators.figures import read_figures
from indicators.figures.calculate import calculate_figures
from indicators.figures.disagreements import DISAGREEMENT_COLUMNS, FIGURE_KEY, disagreements, stored_disagreements
from indicators.rounding import decimal_text
from indicators.store.database import open_store
from tests.helpers.stored_figures import MID_YEARS, PARTS, YEAR, frame_of
from tests.helpers.tiny_store import tiny_store
from tests.helpers.twins import figures
from tests.helpers.twins.figures import Figure

ENGLAND, LEICESTERSHIRE, RUTLAND = "E92000001", *PARTS
AREAS = [LEICESTERSHIRE, RUTLAND, "LR", ENGLAND]
SOURCES = ("report", "national")
few = settings(max_examples=15)

COUNTS = ("contacts", "referrals")
#: Whole and with a decimal, so that rounding decides.
VALUES = st.one_of(st.integers(0, 12), st.sampled_from([31, 31.4, 31.5, 32, 33.3]))


def given_as(indicator):
    if indicator in COUNTS:
        return st.fixed_dictionaries({"value": st.integers(0, 12)})
    fraction = {"numerator": st.integers(0, 9), "denominator": st.integers(9, 30)}
    printed = st.fixed_dictionaries({"value": VALUES})
    if indicator != "satisfied":
        return printed
    return st.fixed_dictionaries(fraction) | st.fixed_dictionaries(fraction | {"value": VALUES}) | printed


def figures_given(indicator):
    return st.builds(
        lambda area, source, rest: Figure(indicator, area, YEAR, source, **rest),
        *(st.sampled_from(AREAS), st.sampled_from(SOURCES), given_as(indicator)),
    )


#: One year in few areas, so that the figures of several sources meet.
stored_figures = st.lists(
    st.sampled_from([*COUNTS, "satisfied", "contacts_to_referral"]).flatmap(figures_given),
    unique_by=lambda each: (*each.place, each.source),
    max_size=18,
)


def figures_of(stored, catalogue, areas=AREAS):
    return calculate_figures(frame_of(stored), catalogue, list(catalogue.indicators), areas)


def found_in(catalogue, *stored, areas=AREAS):
    rows = disagreements(figures_of(stored, catalogue, areas), catalogue)
    assert tuple(rows.columns) == DISAGREEMENT_COLUMNS
    return rows


def figure(value=None, *, indicator="contacts", area=LEICESTERSHIRE, source="report", **rest):
    return Figure(indicator, area, YEAR, source, value, **rest)


def pairs_of(rows):
    return sorted(
        (row.indicator, row.area_code, str(row.period_type), row.ends, *map(near, (row.value, row.other_value)),
         row.source, row.other_source, row.kind, row.is_shown)
        for row in rows.itertuples()
    )  # fmt: skip


def near(value):
    return float(f"{value:.12g}")


def twin(stored, catalogue):
    """Each pair that disagrees, figure by figure."""
    by_place, _ = figures.worked_out(stored, catalogue, list(catalogue.indicators), AREAS)
    for place, rivals in by_place.items():
        shown, *others = rivals
        for other in others:
            if disagree(shown, other, catalogue):
                own = shown.computed and not other.computed and shown.source == other.source
                yield place, shown, other, "does_not_follow" if own else "two_sources", True
        for printed in others:
            computed = next((each for each in others if each.computed and each.source == printed.source), None)
            is_told = shown.computed and shown.source == printed.source
            if printed.computed or computed is None or is_told:
                continue
            if disagree(computed, printed, catalogue):
                yield place, computed, printed, "does_not_follow", False


def disagree(one, other, catalogue):
    if one.value is None or other.value is None:
        return False
    definition = catalogue.indicators[one.indicator]
    texts = [decimal_text(each.value, definition.decimals) for each in (one, other)]
    ranges = [reach(each, catalogue) for each in (one, other)]
    apart = abs(one.value - other.value)
    close = math.isclose(apart, sum(ranges), abs_tol=1e-9)
    touch = apart < sum(ranges) or close
    return texts[0] != texts[1] and not (touch and not (close and all(ranges)))


def reach(figure, catalogue):
    definition = catalogue.indicators[figure.indicator]
    in_tens = catalogue.areas[figure.area].level in ("country", "region")
    if figure.computed:
        if not in_tens or figure.numerator is None:
            return 0
        top, bottom = figure.numerator, figure.denominator
        ends = (max(top - 5, 0) / (bottom + 5), (top + 5) / max(bottom - 5, 1e-9))
        return max(abs(end * definition.per - figure.value) for end in ends)
    if definition.kind == "count":
        return 5 if in_tens else 0
    return next(0.5 / 10**places for places in range(7) if places == 6 or round(figure.value, places) == figure.value)


@pytest.mark.long
@few
@given(stored_figures)
def test_disagreements_are_those_of_the_slow_twin(catalogue, stored):
    rows = found_in(catalogue, *stored)
    expected = sorted(
        (*place[:2], str(place[2][0]), place[2][2], *map(near, (one.value, other.value)), one.source, other.source,
         kind, is_shown)
        for place, one, other, kind, is_shown in twin(stored, catalogue)
    )  # fmt: skip
    found = [(*pair[:3], pair[3].date(), *pair[4:]) for pair in pairs_of(rows)]
    assert found == expected


@pytest.mark.long
@few
@given(stored_figures)
def test_the_first_figure_is_the_one_shown_and_both_differ_as_shown(catalogue, stored):
    frame = figures_of(stored, catalogue)
    shown = frame[frame["rank"] == 0].set_index(FIGURE_KEY)
    for row in disagreements(frame, catalogue).itertuples():
        own = shown.loc[tuple(getattr(row, name) for name in FIGURE_KEY)]
        decimals = catalogue.indicators[row.indicator].decimals
        assert decimal_text(row.value, decimals) != decimal_text(row.other_value, decimals)
        assert row.difference == row.other_value - row.value
        assert ((row.value, row.source) == (own["value"], own["source"])) or not row.is_shown


@pytest.mark.long
@few
@given(stored_figures)
def test_counts_of_councils_disagree_as_often_as_others_differ(catalogue, stored):
    """Nothing about them is rounded, so every figure that differs as shown is a row."""
    frame = figures_of(stored, catalogue)
    counts = frame[frame["indicator"].isin(["contacts", "referrals"]) & frame["area_code"].isin(PARTS)]
    rows = disagreements(counts, catalogue)
    assert len(rows) == counts.loc[counts["rank"] == 0, "others"].sum()


@pytest.mark.long
@few
@given(stored_figures, st.sampled_from(AREAS))
def test_what_is_found_for_an_area_does_not_hang_on_the_others(catalogue, stored, area):
    everything = found_in(catalogue, *stored)
    alone = found_in(catalogue, *stored, areas=[area])
    assert pairs_of(alone) == pairs_of(everything[everything["area_code"] == area])


@pytest.mark.parametrize(
    ("printed", "top", "bottom", "area", "disagrees"),
    [
        (32, 3953, 12773, LEICESTERSHIRE, True),
        (31, 3953, 12773, LEICESTERSHIRE, False),  # 30.95
        (31, 61, 200, LEICESTERSHIRE, False),  # 30.5 rounds up to 31
        (30, 61, 200, LEICESTERSHIRE, False),  # or down, as some do
        (30, 307, 1000, LEICESTERSHIRE, True),
        (24.4, 14740, 60540, ENGLAND, False),  # 24.35, of counts rounded to tens
        (22.7, 14550, 64390, ENGLAND, True),  # 22.60, which tens cannot explain
        (18, 10, 60, ENGLAND, False),
        (27, 10, 60, ENGLAND, False),
        (29, 10, 60, ENGLAND, True),
    ],
)
def test_what_rounding_explains_is_no_disagreement(catalogue, printed, top, bottom, area, disagrees):
    told = figure(printed, indicator="satisfied", area=area, numerator=top, denominator=bottom)
    known = with_decimals(catalogue, "satisfied", 1)
    rows = disagreements(figures_of([told], known), known)
    assert len(rows) == disagrees
    if disagrees:
        row = rows.iloc[0]
        assert (row["kind"], row["why"], row["other_value"]) == ("does_not_follow", "computed", printed)
        assert row["counts"] == f"{top:,} of {bottom:,}"


def with_decimals(catalogue, indicator, decimals):
    changed = replace(catalogue.indicators[indicator], decimals=decimals)
    return replace(catalogue, indicators={**catalogue.indicators, indicator: changed})


@pytest.mark.parametrize(
    ("value", "other", "area", "disagrees"),
    [
        (3, 2, LEICESTERSHIRE, True),
        (12_340, 12_344, ENGLAND, False),
        (12_340, 12_350, ENGLAND, True),
        (12_340, 12_350, LEICESTERSHIRE, True),
        (0, 1, LEICESTERSHIRE, True),
    ],
)
def test_counts_of_councils_are_exact_and_those_of_regions_in_tens(catalogue, value, other, area, disagrees):
    rows = found_in(catalogue, figure(value, area=area), figure(other, area=area, source="national"))
    assert len(rows) == disagrees


@pytest.mark.parametrize(
    ("values", "disagree"), [((31, 31.4), False), ((31, 32), True), ((31.4, 31.5), True), ((30.1, 30.2), True)]
)
def test_two_printed_percentages_stand_for_ranges(catalogue, values, disagree):
    known = with_decimals(catalogue, "satisfied", 1)
    first, second = values
    stored = [figure(first, indicator="satisfied"), figure(second, indicator="satisfied", source="national")]
    assert len(disagreements(figures_of(stored, known), known)) == disagree


def test_the_newer_source_is_shown_where_the_definition_prefers_none(catalogue):
    row = found_in(catalogue, figure(3), figure(2, source="national")).iloc[0]
    assert (row["value"], row["source"], row["other_value"], row["difference"]) == (2, "national", 3, 1)
    assert (row["kind"], row["why"], row["counts"], row["unit"]) == ("two_sources", "latest", "", "contacts")


def test_a_preferred_source_is_shown_before_a_newer_one(catalogue):
    stored = [figure(30, indicator="contacts_to_referral")]
    stored.append(figure(40, indicator="contacts_to_referral", source="national"))
    row = found_in(catalogue, *stored).iloc[0]
    assert (row["source"], row["why"]) == ("report", "preferred")


def test_a_printed_percentage_of_another_source_is_a_matter_of_two_sources(catalogue):
    stored = [figure(100), figure(30, indicator="referrals")]
    stored.append(figure(40, indicator="contacts_to_referral", source="national"))
    row = found_in(catalogue, *stored).iloc[0]
    assert (row["kind"], row["why"], row["counts"], row["follows"]) == ("two_sources", "computed", "30 of 100", False)


def test_a_printed_figure_of_a_source_not_shown_is_held_against_its_own_counts(catalogue):
    """It agrees with what is shown, and yet its own counts give something else."""
    stored = [
        figure(indicator="satisfied", source="national", numerator=40, denominator=100),
        figure(40, indicator="satisfied", numerator=30, denominator=100),
    ]
    shown, own = found_in(catalogue, *stored).itertuples()
    assert (shown.value, shown.other_value, shown.kind, shown.is_shown) == (40, 30, "two_sources", True)
    assert (own.value, own.other_value, own.kind, own.is_shown) == (30, 40, "does_not_follow", False)
    assert (own.why, own.source, own.other_source) == ("elsewhere", "report", "report")


def test_sums_and_rates_say_what_they_follow_from(catalogue):
    stored = [Figure("population_0_17", area, MID_YEARS[0], "national", 10_000) for area in PARTS]
    for source, number in (("report", 30), ("national", 40)):
        stored += [figure(100, area=area, source=source) for area in PARTS]
        stored += [figure(number, indicator="referrals", area=area, source=source) for area in PARTS]
    rows = found_in(catalogue, *stored)
    assert set(rows.loc[~rows["follows"], "indicator"]) == {"referrals"}
    assert set(rows.loc[~rows["follows"], "area_code"]) == set(PARTS)
    following = rows[rows["follows"]]
    assert set(following["indicator"]) == {"referrals", "referral_rate", "contacts_to_referral"}
    assert set(following["follows_from"]) == {"referrals"}


def test_two_fractions_of_a_council_follow_from_nothing_else(catalogue):
    stored = [
        figure(indicator="satisfied", source=source, numerator=top, denominator=10)
        for source, top in (("report", 7), ("national", 8))
    ]
    row = found_in(catalogue, *stored).iloc[0]
    assert not row["follows"]
    assert row["follows_from"] == ""


def test_a_symbol_disagrees_with_nothing(catalogue):
    assert found_in(catalogue, figure(3), figure(source="national", symbol="c")).empty
    assert found_in(catalogue).empty


@pytest.mark.long
def test_looking_only_where_several_sources_are_finds_the_same(shipped_store):
    store = open_store(shipped_store)
    known = load_catalogue(store)
    everything = disagreements(read_figures(store, known, list(known.indicators), list(known.areas)), known)
    assert len(everything) > 30
    pd.testing.assert_frame_equal(stored_disagreements(store, known, known.indicators, known.areas), everything)
    store.close()


@pytest.mark.examples(2)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        ([{"value": 901}], []),
        ([{"value": 901}, {"value": 950, "source": "national"}], ["two_sources"]),
        (
            [{"value": 901}, {"area": "Rutland"}, {"area": "Leicestershire and Rutland", "value": 9}],
            ["does_not_follow"],
        ),
        (
            [
                {"value": 100},
                {"indicator": "referrals", "value": 30},
                {"indicator": "contacts_to_referral", "value": 40},
            ],
            ["does_not_follow"],
        ),
        (
            [{"indicator": "satisfied", "value": 40, "numerator": 3, "denominator": 10}],
            ["does_not_follow"],
        ),
    ],
)
def test_a_store_is_looked_through_wherever_a_figure_may_be_given_twice(tmp_path, facts, kinds):
    share = {"title": "Satisfied", "short_title": "Satisfied", "kind": "proportion", "unit": "%"}
    store = tiny_store(tmp_path, facts, definitions={"satisfied": share})
    known = load_catalogue(store)
    assert stored_disagreements(store, known, known.indicators, known.areas)["kind"].tolist() == kinds
    store.close()


@pytest.mark.long
def test_a_printed_rate_of_a_population_follows_from_the_estimate_of_its_day(tmp_path):
    """The publisher took the estimate as it was; nobody's own counts are contradicted by a later one."""
    rate = {"title": "Contact rate", "short_title": "Contact rate", "kind": "rate", "unit": "per 10,000", "decimals": 1}
    rate |= {"numerator": "contacts", "denominator": "population_0_17", "per": 10_000}
    store = tiny_store(
        tmp_path,
        facts=[{"value": 900}, {"indicator": "contact_rate", "value": 95.0}],
        populations=[{"value": 100_000}],
        definitions={"contact_rate": rate},
    )
    catalogue = load_catalogue(store)
    found = stored_disagreements(store, catalogue, ["contact_rate"], [LEICESTERSHIRE])
    assert found[["value", "other_value", "kind"]].values.tolist() == [[90.0, 95.0, "two_sources"]]
    assert found[["follows", "follows_from"]].values.tolist() == [[True, "population_0_17"]]
