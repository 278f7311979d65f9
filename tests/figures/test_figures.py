"""What follows from stored figures: beside a slow twin in plain Python, and rule by rule."""

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indicators.catalogue.catalogue import load_catalogue
from indicators.errors import StoreError
from indicators.figures import read_figures, select_series
from indicators.figures.calculate import calculate_figures
from tests.helpers.stored_figures import MID_YEARS, PARTS, YEAR, frame_of
from tests.helpers.tiny_store import tiny_store
from tests.helpers.twins import figures
from tests.helpers.twins.figures import Figure

few = settings(max_examples=20)
AREAS = [*PARTS, "E06000016", "LR", "LLR", "E92000001"]
#: What lies around the turn of a population's year.
PERIODS = [
    YEAR,
    ("snapshot", date(2016, 3, 31), date(2016, 3, 31)),
    ("snapshot", date(2016, 4, 1), date(2016, 4, 1)),
    ("month", date(2016, 1, 1), date(2016, 1, 31)),
    ("calendar_year", date(2016, 1, 1), date(2016, 12, 31)),
]


def figure_of(indicator):
    periods = MID_YEARS if indicator == "population_0_17" else PERIODS
    sources = st.sampled_from(["report", "national"])
    given_as = st.one_of(
        st.fixed_dictionaries({"value": st.integers(0, 12), "symbol": st.sampled_from(["", "", "u"])}),
        st.fixed_dictionaries({"symbol": st.sampled_from(["c", "x", "z", "u", "low", "k"])}),
    )
    if indicator == "satisfied":
        fraction = {"numerator": st.integers(0, 9), "denominator": st.integers(9, 20)}
        given_as |= st.fixed_dictionaries(fraction) | st.fixed_dictionaries(fraction | {"value": st.integers(0, 99)})
    return st.builds(
        lambda area, period, source, status, rest: Figure(indicator, area, period, source, status=status, **rest),
        st.sampled_from(AREAS), st.sampled_from(periods), sources, st.sampled_from(figures.BADNESS), given_as,
    )  # fmt: skip


stored_figures = st.lists(
    st.sampled_from(["contacts", "referrals", "population_0_17", "contacts_to_referral", "satisfied"]).flatmap(
        figure_of
    ),
    unique_by=lambda figure: (*figure.place, figure.source),
    max_size=25,
)


def figures_in(frame):
    """The rows of a figures frame as figures, in their order, by place."""
    found = {}
    for row in frame.sort_values("rank").itertuples():
        parts = (None if math.isnan(part) else part for part in (row.value, row.numerator, row.denominator))
        period = (row.period_type, row.starts.date(), row.ends.date())
        figure = Figure(row.indicator, row.area_code, period, row.source, *parts, row.status, row.symbol, row.computed)
        found.setdefault(figure.place, []).append(figure)
    return found


def nearly(figure):
    """A figure whose value is compared to 12 digits, since sums may be made in another order."""
    return replace(figure, value=None if figure.value is None else float(f"{figure.value:.12g}"))


@pytest.mark.long
@few
@given(stored_figures)
def test_figures_are_those_of_the_slow_twin(catalogue, stored):
    indicators = list(catalogue.indicators)
    frame = calculate_figures(frame_of(stored), catalogue, indicators, AREAS)
    expected, people = figures.worked_out(stored, catalogue, indicators, AREAS)
    found = figures_in(frame)
    assert {place: list(map(nearly, rivals)) for place, rivals in found.items()} == {
        place: list(map(nearly, rivals)) for place, rivals in expected.items()
    }
    for row in frame.itertuples():
        period = (row.period_type, row.starts.date(), row.ends.date())
        assert row.others == figures.others(expected[row.indicator, row.area_code, period], catalogue)
        wanted = catalogue.indicators[row.indicator].rate_population
        person = people.get((wanted, row.area_code, figures.population_year(period)))
        assert math.isnan(row.population) if person is None else row.population == person


@pytest.mark.long
@few
@given(stored_figures, st.sampled_from(["contacts", "referrals"]))
def test_parts_add_up_to_the_combined_area(catalogue, stored, indicator):
    frame = calculate_figures(frame_of(stored), catalogue, [indicator], AREAS)
    sums = frame[frame["computed"] & (frame["area_code"] == "LR") & frame["value"].notna()]
    for row in sums.itertuples():
        same = (frame["source"] == row.source) & (frame["period"] == row.period) & ~frame["computed"]
        assert row.value == frame.loc[same & frame["area_code"].isin(PARTS), "value"].sum()


@pytest.mark.long
@few
@given(st.integers(0, 5000), st.integers(1, 200_000))
def test_a_rate_times_its_population_is_the_count(catalogue, count, people):
    stored = [Figure("contacts", PARTS[0], YEAR, "report", count)]
    stored.append(Figure("population_0_17", PARTS[0], MID_YEARS[0], "national", people))
    frame = calculate_figures(frame_of(stored), catalogue, ["contacts"], AREAS)
    point = select_series(frame, catalogue, "contacts", PARTS[0], measure="rate").points.iloc[0]
    assert point["value"] * people / 10_000 == pytest.approx(count)
    assert (point["numerator"], point["denominator"]) == (count, people)


@pytest.mark.long
@few
@given(*[st.tuples(st.integers(0, 50), st.integers(50, 5000)) for _ in range(2)])
def test_a_combined_percentage_is_of_the_sums_and_never_the_average(catalogue, first, second):
    stored = []
    for area, (referrals, contacts) in zip(PARTS, (first, second), strict=True):
        stored.append(Figure("referrals", area, YEAR, "report", referrals))
        stored.append(Figure("contacts", area, YEAR, "report", contacts))
    row = calculate_figures(frame_of(stored), catalogue, ["contacts_to_referral"], ["LR"]).iloc[0]
    assert row["value"] == pytest.approx((first[0] + second[0]) / (first[1] + second[1]) * 100)
    average = (first[0] / first[1] + second[0] / second[1]) / 2 * 100
    assume(abs(first[0] / first[1] - second[0] / second[1]) > 0.01 and abs(first[1] - second[1]) > 100)
    assert row["value"] != pytest.approx(average, rel=1e-6)


@pytest.mark.parametrize(
    ("symbols", "expected"),
    [
        (("c", ""), "c"),
        (("c", "x"), "c"),
        (("x", "u"), "u"),
        (("low", ""), "x"),  # one part rounds to nought: that says nothing of the whole
        (("low", "low"), "low"),
        (("z", "z"), "z"),
        (("z", "x"), "x"),
    ],
)
def test_a_sum_with_a_missing_part_is_missing_and_says_why(catalogue, symbols, expected):
    stored = [
        Figure("contacts", area, YEAR, "report", None if symbol else 40, symbol=symbol)
        for area, symbol in zip(PARTS, symbols, strict=True)
    ]
    row = calculate_figures(frame_of(stored), catalogue, ["contacts"], ["LR"]).iloc[0]
    assert math.isnan(row["value"])
    assert row["symbol"] == expected


def test_a_sum_is_made_only_of_all_parts_of_one_source(catalogue):
    stored = [Figure("contacts", PARTS[0], YEAR, "report", 40), Figure("contacts", PARTS[1], YEAR, "national", 2)]
    assert calculate_figures(frame_of(stored), catalogue, ["contacts"], ["LR", "LLR"]).empty


@pytest.mark.parametrize("statuses", [("final", "provisional"), ("revised", "provisional"), ("provisional", "final")])
def test_a_sum_is_as_provisional_as_its_worst_part(catalogue, statuses):
    stored = [
        Figure("contacts", area, YEAR, "report", 1, status=status) for area, status in zip(PARTS, statuses, strict=True)
    ]
    assert list(calculate_figures(frame_of(stored), catalogue, ["contacts"], ["LR"])["status"]) == ["provisional"]


def test_a_printed_sum_beside_its_parts_counts_once_in_what_is_derived(catalogue):
    stored = [Figure("referrals", area, YEAR, "report", 3) for area in (*PARTS, "LR")]
    stored += [Figure("contacts", area, YEAR, "report", 10) for area in (*PARTS, "LR")]
    frame = calculate_figures(frame_of(stored), catalogue, ["contacts_to_referral"], ["LR"])
    assert [(row.value, row.numerator, row.denominator) for row in frame.itertuples()] == [(30, 6, 20)]


def test_numerator_and_denominator_of_two_sources_do_not_meet(catalogue):
    stored = [Figure("referrals", PARTS[0], YEAR, "report", 3), Figure("contacts", PARTS[0], YEAR, "national", 10)]
    assert calculate_figures(frame_of(stored), catalogue, ["contacts_to_referral"], [PARTS[0]]).empty


@pytest.mark.parametrize(
    ("period", "mid_year"),
    [(PERIODS[0], 2015), (PERIODS[1], 2015), (PERIODS[2], 2016), (PERIODS[3], 2015), (PERIODS[4], 2016)],
)
def test_rates_use_the_mid_year_in_which_the_financial_year_starts(catalogue, period, mid_year):
    stored = [Figure("contacts", PARTS[0], period, "report", 5)]
    stored += [Figure("population_0_17", PARTS[0], each, "national", each[1].year) for each in MID_YEARS]
    frame = calculate_figures(frame_of(stored), catalogue, ["contacts"], [PARTS[0]])
    assert frame["population"].tolist() == [mid_year]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"value": 1}, {"symbol": "c", "source": "national"}),
        ({"numerator": 1, "denominator": 3}, {"value": 33.0, "source": "national"}),
        ({"value": 33.0, "source": "report"}, {"value": 34.0, "source": "national"}),  # preferred
    ],
)
def test_the_better_figure_is_shown(catalogue, better, worse):
    stored = [
        Figure("contacts_to_referral", PARTS[0], YEAR, **({"source": "report"} | each)) for each in (worse, better)
    ]
    frame = calculate_figures(frame_of(stored), catalogue, ["contacts_to_referral"], [PARTS[0]])
    assert frame["source"].tolist() == ["report", "national"]


def test_without_a_preference_the_latest_source_is_shown_and_the_other_counted(catalogue):
    stored = [Figure("contacts", PARTS[0], YEAR, source, value) for source, value in (("report", 3), ("national", 2))]
    frame = calculate_figures(frame_of(stored), catalogue, ["contacts"], [PARTS[0]])
    assert frame["value"].tolist() == [2, 3]
    assert frame["others"].tolist() == [1, 1]


def test_a_figure_that_looks_the_same_is_no_other_figure(catalogue):
    stored = [Figure("contacts", PARTS[0], YEAR, "report", 90), Figure("contacts", PARTS[0], YEAR, "national", 90)]
    stored += [Figure("referrals", PARTS[0], YEAR, "report", 31)]
    stored += [Figure("contacts_to_referral", PARTS[0], YEAR, "report", 34)]  # computed 34.4
    frame = calculate_figures(frame_of(stored), catalogue, ["contacts", "contacts_to_referral"], [PARTS[0]])
    assert frame["others"].tolist() == [0, 0, 0, 0]


@pytest.mark.slow
def test_periods_asked_for_do_not_take_the_population_away(tmp_path):
    """At 30 June 2016 the year before holds 31 March 2016 but not the 30 June 2015 that its rate is taken of."""
    facts = [{"period": "31 March 2016", "value": 50}]
    populations = [{"period": "30 June 2015", "value": 10_000}]
    store = tiny_store(tmp_path, facts, populations=populations)
    for query, params in (("comparison", {}), ("latest", {"periods": 1})):
        frame = read_figures(
            store, load_catalogue(store), ["contacts"], [PARTS[0]], query=query, as_at=date(2016, 6, 30), **params
        )
        assert frame["population"].tolist() == [10_000]
    store.close()


@pytest.mark.slow
def test_no_indicators_and_no_figures_are_an_empty_frame(tmp_path):
    store = tiny_store(tmp_path)
    catalogue = load_catalogue(store)
    for indicators, areas in (([], AREAS[:1]), (["contacts"], []), (["contacts_to_referral"], ["LR"])):
        assert read_figures(store, catalogue, indicators, areas).empty
    store.close()


def test_a_symbol_from_a_newer_version_is_named_not_guessed(catalogue):
    stored = frame_of([Figure("contacts", PARTS[0], YEAR, "report", symbol="§")])
    with pytest.raises(StoreError, match="'§'"):
        calculate_figures(stored, catalogue, ["contacts"], [PARTS[0]])


def test_figures_of_a_source_that_is_gone_are_still_shown(catalogue):
    stored = [Figure("contacts", PARTS[0], YEAR, "lost", 5)]
    frame = calculate_figures(frame_of(stored), catalogue, ["contacts"], [PARTS[0]])
    assert frame["source_label"].tolist() == ["lost"]


@pytest.mark.long
def test_a_percentage_of_a_part_above_its_whole_is_missing_and_its_note_says_why(tmp_path):
    """A correction can leave a count beside an older one that no longer fits."""
    facts = [
        {"area": "Rutland", "value": 50},
        {"area": "Rutland", "indicator": "referrals", "value": 30},
        {"value": 100},
        {"indicator": "referrals", "value": 25},
    ]
    store = tiny_store(tmp_path, facts)
    frame = store.query("series", indicators=["referrals", "contacts"], areas=["E06000017", "E10000018"])
    frame.loc[(frame["indicator"] == "referrals") & (frame["area_code"] == "E06000017"), "value"] = 60
    found = calculate_figures(frame, load_catalogue(store), ["contacts_to_referral"], ["E06000017", "E10000018", "LR"])
    by_area = found.set_index("area_code")
    assert by_area.loc["E10000018", "value"] == 25
    assert by_area.loc["E06000017", ["value", "numerator", "denominator"]].isna().all()
    assert by_area.loc["E06000017", "symbol"] == "x"
    assert by_area.loc["E06000017", "note"].startswith("No percentage: the part that was sent is larger than its whole")
