"""What stands in a cell: figures, findings, silence; how fresh, and which way it points."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.assurance import assurance_map, priority_evidence
from indicators.assurance.map import (
    Direction,
    EvidenceState,
    Freshness,
    combined_areas,
    evidence_freshness,
    whole_years,
)
from indicators.catalogue.indicators import QUADRANTS
from tests.helpers.assurance_board import (
    BOTH,
    JUDGED,
    LEICESTER,
    LEICESTERSHIRE,
    QUADRANT,
    RUTLAND,
    YEAR_END,
    cycle,
    plan,
)
from tests.helpers.twins import assurance

#: From before the first figure to long after the last one.
DAYS = st.dates(date(2011, 4, 1), date(2020, 12, 31))
AREAS = st.sampled_from([(LEICESTERSHIRE, RUTLAND), (RUTLAND,), (LEICESTER,), (LEICESTER, RUTLAND), (BOTH,)])
ASKED = st.lists(st.sampled_from(sorted(QUADRANT)), unique=True, max_size=len(QUADRANT))
MANY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def mapped(store, catalogue):
    """The map of a plan whose priorities ask for some indicators each."""

    def mapped(*priorities, as_at=YEAR_END, judged=(), open_challenges=None, **rest):
        return assurance_map(
            store,
            catalogue,
            plan(*priorities, **rest),
            as_at=as_at,
            cycle=cycle(*judged, as_at=as_at),
            open_challenges=open_challenges,
        )

    return mapped


def first_cell(found, quadrant="quantitative_data"):
    return found.rows[0].cell(quadrant)


@pytest.mark.long
@MANY
@given(ASKED, ASKED, AREAS, DAYS)
def test_cells_are_those_of_a_slow_twin(mapped, first, second, areas, as_at):
    found = mapped(first, second, areas=areas, as_at=as_at, judged=JUDGED)
    for row in found.rows:
        for cell in row.cells:
            told = {
                "figures": [
                    (item.latest.series.indicator.id, item.area.code, item.period) for item in cell.figures
                ],
                "states": [ask.state for ask in cell.measures],
                "findings": sorted(item.id for item in cell.findings),
                "freshness": cell.freshness,
                "direction": cell.direction,
                "moved": cell.moved,
            }  # fmt: skip
            assert told == assurance.cell(row.priority, cell.quadrant, areas, as_at)


@pytest.mark.long
@MANY
@given(ASKED, DAYS)
def test_every_measure_has_one_state_and_no_evidence_is_no_freshness(mapped, asked, as_at):
    row = mapped(asked, as_at=as_at).rows[0]
    assert [ask.measure for cell in row.cells for ask in cell.measures] == [
        measure for name in QUADRANTS for measure in row.priority.measures_in(name)
    ]
    for cell in row.cells:
        by_state = [[ask for ask in cell.measures if ask.state is state] for state in EvidenceState]
        assert sum(map(len, by_state)) == len(cell.measures)
        assert (cell.amount == 0) == (cell.freshness is Freshness.NONE) == (cell.newest is None) == (cell.age is None)
        assert (cell.look == "empty") == (cell.amount == 0)
    assert row.measures_without_data == tuple(
        ask for cell in row.cells for ask in cell.measures if ask in (*cell.without_evidence, *cell.only_symbols)
    )


@given(DAYS, st.integers(0, 3000), st.integers(0, 3000))
def test_the_same_evidence_only_grows_staler(since, first, more):
    order = [Freshness.FRESH, Freshness.AGEING, Freshness.STALE]
    early, late = (evidence_freshness(since, since + timedelta(days=days)) for days in (first, first + more))
    assert order.index(early) <= order.index(late)


@pytest.mark.parametrize(
    ("since", "day", "years"),
    [
        (date(2015, 3, 31), date(2015, 3, 31), 0),
        (date(2015, 3, 31), date(2016, 3, 30), 0),
        (date(2015, 3, 31), date(2016, 3, 31), 1),
        (date(2016, 2, 29), date(2017, 2, 28), 0),
        (date(2016, 2, 29), date(2017, 3, 1), 1),
        (date(2014, 3, 31), date(2016, 3, 31), 2),
    ],
)
def test_years_are_counted_whole(since, day, years):
    assert whole_years(since, day) == years


def test_own_areas_come_before_a_wider_one(mapped):
    """The sum of both areas is no evidence beside its parts; it stands in where they have no number."""
    assert [figure.area.code for figure in first_cell(mapped(["contacts"])).figures] == [LEICESTERSHIRE, RUTLAND]
    (ask,) = first_cell(mapped(["joint"]), "service_users").measures
    assert {code: figure.latest.value for code, figure in ask.figures.items()} == {RUTLAND: None, BOTH: 12}
    assert ask.state is EvidenceState.FIGURES


def test_wider_areas_hold_a_part_whole(catalogue):
    assert combined_areas(catalogue, [LEICESTERSHIRE]) == (BOTH,)
    assert combined_areas(catalogue, [LEICESTER]) == ()
    assert combined_areas(catalogue, [BOTH]) == ()


def test_what_is_withheld_is_neither_a_figure_nor_silence(mapped):
    cell = first_cell(mapped(["hidden", "referrals"]))
    assert [ask.indicator.id for ask in cell.only_symbols] == ["hidden"]
    assert (len(cell.figures), cell.amount, cell.without_evidence) == (1, 1, ())


def test_a_finding_breaks_the_silence_of_its_indicator_only(mapped):
    cell = first_cell(mapped(["heard_only", "never"], starts=date(2013, 4, 1)), "front_line_staff")
    assert [ask.state for ask in cell.measures] == [EvidenceState.FINDINGS, EvidenceState.SILENT]
    assert (cell.direction, cell.freshness) == (Direction.CONCERN, Freshness.STALE)


def test_judgements_are_the_most_pressing_first_and_changes_without_judgement_of_worth_count_as_moved(mapped):
    rows = [
        {"rule": "trend", "level": "real", "reading": "concern"},
        {"level": "unusual", "reading": "neutral"},
        {"area_code": LEICESTERSHIRE, "reading": "neutral"},
    ]
    cell = first_cell(mapped(["contacts"], judged=rows))
    assert [(item.rule, item.level) for item in cell.figures[1].judgements] == [
        ("change", "unusual"),
        ("trend", "real"),
    ]
    assert "Contacts in Rutland" in cell.figures[1].judgement.sentence
    assert (cell.moved, cell.direction) == (2, Direction.CONCERN)
    neutral = first_cell(mapped(["contacts"], judged=rows[2:]))
    assert (neutral.moved, neutral.direction) == (1, Direction.STEADY)


def test_a_judgement_of_another_period_is_not_that_of_the_figure(mapped):
    cell = first_cell(mapped(["contacts"], judged=[{"period": "2014/15"}]))
    assert (cell.moved, cell.direction) == (0, Direction.UNJUDGED)


def test_open_challenges_stand_in_their_cell(mapped):
    found = mapped(["contacts"], ["contacts"], open_challenges={("p2", "service_users"): 3})
    assert [cell.open_challenges for cell in found.cells] == [0, 0, 0, 0, 0, 0, 3, 0]


def test_one_priority_is_its_row_of_the_map(store, catalogue, mapped):
    whole = mapped(["contacts"], ["referrals", "audits", "never"], judged=JUDGED)
    own = whole.plan.priorities[1]
    row = priority_evidence(store, catalogue, whole.plan, own, as_at=YEAR_END, cycle=cycle(*JUDGED))
    assert row.priority == own
    assert [ask.indicator.id for ask in row.measures_without_data] == ["never"]
    for cell, same in zip(row.cells, whole.rows[1].cells, strict=True):
        asked = [[ask.measure for ask in one.measures] for one in (cell, same)]
        assert asked[0] == asked[1]
        assert (cell.findings, cell.direction) == (same.findings, same.direction)
        assert [figure.latest.value for figure in cell.figures] == [figure.latest.value for figure in same.figures]


def test_a_plan_without_any_measure_or_figure_has_its_rows(mapped):
    assert [cell.look for cell in mapped([]).cells] == ["empty", "concern", "empty", "empty"]
    older = mapped([], starts=date(2012, 4, 1))
    assert [cell.look for cell in older.cells] == ["empty", "concern", "stale", "empty"]
    assert {cell.look for cell in mapped(["never"], as_at=date(2000, 1, 1)).cells} == {"empty"}


def test_the_whole_plan_is_one_query_of_figures(store, catalogue, mapped, monkeypatch):
    asked = []
    query = type(store).query
    monkeypatch.setattr(
        type(store), "query", lambda self, name, **params: asked.append(name) or query(self, name, **params)
    )
    mapped(sorted(QUADRANT), ["contacts", "audits"])
    assert asked.count("latest") == 1
    assert asked.count("findings") == 1
    assert len(asked) <= 3
