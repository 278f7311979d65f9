"""The assurance map of a plan: for every priority and quadrant the latest figures and findings as at a day.
It says how fresh the evidence is, which way it points, and which of the plan's measures have none.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, Indicator
from indicators.catalogue.periods import Period, PeriodType, financial_year_of
from indicators.catalogue.plans import Measure, Plan, Priority, measures_of
from indicators.figures import latest_figures
from indicators.figures.latest import LatestFigure
from indicators.frames import frame_rows
from indicators.signals.cycle import Cycle
from indicators.signals.judgements import FLAGGED_LEVELS, shortlist
from indicators.store.database import Store
from indicators.wording.statements import statement


class Freshness(StrEnum):
    """How long ago the newest evidence ended: within a year of the day, one to two years before it, or longer."""

    NONE = "none"
    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"


def whole_years(since: date, day: date) -> int:
    """How many whole years have passed since a day; 29 February counts from 1 March."""
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


def evidence_freshness(since: date, day: date) -> Freshness:
    """How fresh evidence is on a day whose period ended on another."""
    return (Freshness.FRESH, Freshness.AGEING, Freshness.STALE)[min(whole_years(since, day), 2)]


#: Rules that compare a figure with its own past.
MOVEMENTS = ("change", "pooled", "trend")


class Direction(StrEnum):
    """Which way evidence points; steady where figures were judged and none is a concern or an improvement."""

    CONCERN = "concern"
    IMPROVEMENT = "improvement"
    MIXED = "mixed"
    STEADY = "steady"
    UNJUDGED = "unjudged"


class EvidenceState(StrEnum):
    """What is held for a measure: a figure, only symbols, only findings, or nothing."""

    FIGURES = "figures"
    WITHHELD = "withheld"
    FINDINGS = "findings"
    SILENT = "silent"


#: Which ways a finding points, by its strength.
_STRENGTH_DIRECTIONS = {
    "strength": {Direction.IMPROVEMENT},
    "mixed": {Direction.CONCERN, Direction.IMPROVEMENT},
    "weakness": {Direction.CONCERN},
    "gap": {Direction.CONCERN},
}


@dataclass(frozen=True)
class Judgement:
    """One answer about a figure: the rule, its level and reading as in `signals.levels`, and a sentence."""

    rule: str
    level: str
    reading: str
    sentence: str
    reason: str = ""

    @property
    def is_flagged(self) -> bool:
        """Whether it deserves a question."""
        return self.level in FLAGGED_LEVELS


@dataclass(frozen=True)
class FigureEvidence:
    """The latest figure of an indicator in an area, and what was judged of it, the most pressing first."""

    latest: LatestFigure
    judgements: tuple[Judgement, ...] = ()

    @property
    def area(self) -> Area:
        """The area that it is about."""
        return self.latest.series.area

    @property
    def period(self) -> str:
        """The label of its period."""
        return self.latest.period

    @cached_property
    def ends(self) -> date:
        """The last day of its period."""
        return self.latest.series.points["ends"].iloc[-1].date()

    @property
    def has_value(self) -> bool:
        """Whether it is a number, not a symbol for why there is none."""
        return self.latest.value is not None

    @property
    def judgement(self) -> Judgement | None:
        """The most pressing judgement, if it was judged at all."""
        return next(iter(self.judgements), None)

    @property
    def is_judged(self) -> bool:
        """Whether there was enough to judge it by any rule."""
        return any(item.level != "too_few" for item in self.judgements)

    @property
    def has_moved(self) -> bool:
        """Whether it moved beyond chance, for better, for worse or neither."""
        return any(item.is_flagged and item.rule in MOVEMENTS for item in self.judgements)

    @property
    def points(self) -> set[str]:
        """The ways it points: concern, improvement, both or neither."""
        flagged = {item.reading for item in self.judgements if item.is_flagged}
        return flagged & {Direction.CONCERN, Direction.IMPROVEMENT}


@dataclass(frozen=True)
class FindingEvidence:
    """A finding as evidence: what it says, how strong it is, of where and when, and which version of it this is."""

    id: str
    quadrant: str
    area: Area
    period: str
    starts: date
    ends: date
    indicator: str
    priorities: tuple[str, ...]
    strength: str
    statement: str
    source: str
    version: int = 0

    @property
    def points(self) -> set[Direction]:
        """The ways it points: concern, improvement or both."""
        return _STRENGTH_DIRECTIONS[self.strength]

    def is_of(self, plan: Plan) -> bool:
        """Whether it is of a plan's own years: its period shares a day with them."""
        return self.ends >= plan.starts and self.starts <= plan.ends


def newest_evidence(evidence: Iterable[FigureEvidence | FindingEvidence]) -> FigureEvidence | FindingEvidence | None:
    """The evidence whose period ended last, if there is any."""
    return max(evidence, key=lambda item: item.ends, default=None)


@dataclass(frozen=True)
class MeasureEvidence:
    """A measure that a priority asks for with what is held for it: figures by area code, findings about it."""

    measure: Measure
    indicator: Indicator
    figures: Mapping[str, FigureEvidence]
    findings: tuple[FindingEvidence, ...] = ()

    @property
    def state(self) -> EvidenceState:
        """What is held for it."""
        if any(figure.has_value for figure in self.figures.values()):
            return EvidenceState.FIGURES
        if self.figures:
            return EvidenceState.WITHHELD
        return EvidenceState.FINDINGS if self.findings else EvidenceState.SILENT

    @property
    def is_without_data(self) -> bool:
        """Whether neither a number nor a finding is held for it."""
        return self.state in (EvidenceState.SILENT, EvidenceState.WITHHELD)

    @property
    def newest(self) -> FigureEvidence | FindingEvidence | None:
        """Its number or finding whose period ended last."""
        return newest_evidence((*(figure for figure in self.figures.values() if figure.has_value), *self.findings))


@dataclass(frozen=True)
class MapCell:
    """The evidence for one priority from one quadrant as at a day, and how many challenges about it are open.

    `findings` are those of the plan's own years. `other_findings` are older or later: they are shown apart, and no
    evidence for the plan.
    """

    priority: str
    quadrant: str
    as_at: date
    measures: tuple[MeasureEvidence, ...]
    findings: tuple[FindingEvidence, ...]
    open_challenges: int = 0
    other_findings: tuple[FindingEvidence, ...] = ()

    @cached_property
    def figures(self) -> tuple[FigureEvidence, ...]:
        """The latest figures that are numbers, in the order of the measures."""
        return tuple(figure for ask in self.measures for figure in ask.figures.values() if figure.has_value)

    @property
    def only_symbols(self) -> tuple[MeasureEvidence, ...]:
        """The measures for which only symbols are held."""
        return self._in(EvidenceState.WITHHELD)

    @property
    def without_evidence(self) -> tuple[MeasureEvidence, ...]:
        """The measures for which nothing is held."""
        return self._in(EvidenceState.SILENT)

    @property
    def stale(self) -> tuple[MeasureEvidence, ...]:
        """The measures for which only stale evidence is held."""
        ended = [(ask, ask.newest.ends) for ask in self.measures if ask.newest]
        return tuple(ask for ask, ends in ended if evidence_freshness(ends, self.as_at) is Freshness.STALE)

    @property
    def amount(self) -> int:
        """How much evidence is held: measures with a figure, and findings."""
        return len(self._in(EvidenceState.FIGURES)) + len(self.findings)

    @property
    def moved(self) -> int:
        """How many figures moved beyond chance."""
        return sum(figure.has_moved for figure in self.figures)

    @cached_property
    def newest(self) -> FigureEvidence | FindingEvidence | None:
        """The evidence whose period ended last."""
        return newest_evidence((*self.figures, *self.findings))

    @property
    def age(self) -> int | None:
        """How many whole years ago the newest evidence ended; None where there is none."""
        return None if self.newest is None else whole_years(self.newest.ends, self.as_at)

    @property
    def freshness(self) -> Freshness:
        """How fresh the newest evidence is."""
        return Freshness.NONE if self.newest is None else evidence_freshness(self.newest.ends, self.as_at)

    @property
    def direction(self) -> Direction:
        """Which way the evidence points; a movement that is neither good nor bad in itself does not count."""
        ways = {way for item in (*self.figures, *self.findings) for way in item.points}
        if len(ways) > 1:
            return Direction.MIXED
        if ways:
            return Direction(next(iter(ways)))
        return Direction.STEADY if any(figure.is_judged for figure in self.figures) else Direction.UNJUDGED

    @property
    def look(self) -> str:
        """What deserves to be seen first: `empty`, else `stale`, else the direction."""
        if self.freshness is Freshness.NONE:
            return "empty"
        return str(Freshness.STALE if self.freshness is Freshness.STALE else self.direction)

    def _in(self, state: EvidenceState) -> tuple[MeasureEvidence, ...]:
        return tuple(ask for ask in self.measures if ask.state is state)


@dataclass(frozen=True)
class MapRow:
    """One priority with its four cells, in the order of `QUADRANTS`."""

    priority: Priority
    cells: tuple[MapCell, ...]

    def cell(self, quadrant: str) -> MapCell:
        """The cell of a quadrant."""
        return next(cell for cell in self.cells if cell.quadrant == quadrant)

    @property
    def measures_without_data(self) -> tuple[MeasureEvidence, ...]:
        """The measures that it asks for without any number or finding being held."""
        return tuple(ask for cell in self.cells for ask in cell.measures if ask.is_without_data)


@dataclass(frozen=True)
class AssuranceMap:
    """A plan's priorities by quadrants: what evidence was held as at a day."""

    plan: Plan
    as_at: date
    rows: tuple[MapRow, ...]

    @property
    def cells(self) -> Iterator[MapCell]:
        """Every cell, row by row."""
        return (cell for row in self.rows for cell in row.cells)


def finding_evidence(
    store: Store, catalogue: Catalogue, areas: Collection[str], *, as_at: date
) -> list[FindingEvidence]:
    """The findings about some areas (codes) whose period had ended by a day, the newest period first."""
    rows = store.query("findings")
    ended = rows[rows["area_code"].isin(list(areas)) & (rows["ends"].dt.date <= as_at)]
    return [_finding_from_row(row, catalogue) for row in frame_rows(ended)]


def is_relevant(finding: FindingEvidence, priority: Priority) -> bool:
    """Whether a finding names a priority, or is about an indicator that the priority asks for."""
    return priority.id in finding.priorities or finding.indicator in {item.indicator for item in priority.measures}


def _finding_from_row(row: Any, catalogue: Catalogue) -> FindingEvidence:
    period = Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type))
    return FindingEvidence(
        id=row.finding,
        quadrant=row.quadrant,
        area=catalogue.areas[row.area_code],
        period=period.label,
        starts=period.starts,
        ends=period.ends,
        indicator=row.indicator,
        priorities=tuple(part.strip() for part in row.priorities.split(";") if part.strip()),
        strength=row.strength,
        statement=row.statement,
        source=catalogue.source_label(row.source),
        version=int(row.version),
    )


#: Rules that ask whether a figure is doing well; whether it can be trusted is another question.
_RULES = ("change", "pooled", "trend", "control", "target", "comparator", "areas")
JudgedFigure = tuple[str, str, str]


def judgements_by_figure(
    cycle: Cycle, catalogue: Catalogue, indicators: Collection[str]
) -> Mapping[JudgedFigure, tuple[Judgement, ...]]:
    """What was judged of some indicators by id, area code and period, in the order of the shortlist.

    Every change, so that an older figure keeps the mark of its own year; of other rules what is listed or standing.
    """
    rows = cycle.judged
    is_stated = rows["listed"].astype(bool) | rows["standing"].astype(bool) | (rows["rule"] == "change")
    selected = rows[is_stated & rows["rule"].isin(_RULES) & rows["indicator"].isin(list(indicators))]
    judgements: dict[JudgedFigure, tuple[Judgement, ...]] = {}
    for row in frame_rows(shortlist(selected.assign(listed=True))):
        # Years taken together stand with the last of them, the figure that is new.
        period = financial_year_of(row.ends.date()).label if row.rule == "pooled" else row.period
        key = (row.indicator, row.area_code, period)
        judgement = Judgement(row.rule, row.level, row.reading, statement(row, catalogue), row.reason)
        judgements[key] = (*judgements.get(key, ()), judgement)
    return judgements


@dataclass(frozen=True)
class _PlanEvidence:
    """All that is held for a plan, from which its cells are filled."""

    catalogue: Catalogue
    plan: Plan
    areas: tuple[str, ...]
    wider: tuple[str, ...]
    latest: Mapping[tuple[str, str], LatestFigure]
    judged: Mapping[JudgedFigure, tuple[Judgement, ...]]
    findings: tuple[FindingEvidence, ...]


def assurance_map(
    store: Store,
    catalogue: Catalogue,
    plan: Plan,
    *,
    as_at: date,
    cycle: Cycle,
    open_challenges: Mapping[tuple[str, str], int] | None = None,
) -> AssuranceMap:
    """What is held for every priority of a plan, by quadrant, of periods that had ended by a day.

    `cycle` is what was judged as at that day; `open_challenges` counts them by priority id and quadrant. One
    query for the figures of the whole plan, one for the findings.
    """
    evidence = _plan_evidence(store, catalogue, plan, as_at, cycle)
    counts = open_challenges or {}
    rows = tuple(
        MapRow(
            priority,
            tuple(_map_cell(evidence, priority, name, as_at, counts.get((priority.id, name), 0)) for name in QUADRANTS),
        )
        for priority in plan.priorities
    )
    return AssuranceMap(plan, as_at, rows)


def combined_areas(catalogue: Catalogue, areas: Iterable[str]) -> tuple[str, ...]:
    """The codes of the board's combined areas that hold one of some areas whole, without these themselves."""
    own = [set(catalogue.areas[code].parts or (code,)) for code in areas]
    return tuple(
        code for code in catalogue.board.combined if any(parts < set(catalogue.areas[code].parts) for parts in own)
    )


def _plan_evidence(store: Store, catalogue: Catalogue, plan: Plan, as_at: date, cycle: Cycle) -> _PlanEvidence:
    names = list(dict.fromkeys(measure.indicator for _, measure in measures_of(plan)))
    wider = combined_areas(catalogue, plan.areas)
    areas = (*plan.areas, *wider)
    return _PlanEvidence(
        catalogue=catalogue,
        plan=plan,
        areas=plan.areas,
        wider=wider,
        latest={
            key: figure if figure.period or figure.newer is None else figure.newer
            for key, figure in latest_figures(store, catalogue, names, areas, as_at=as_at).items()
        },
        judged=judgements_by_figure(cycle, catalogue, names),
        findings=tuple(finding_evidence(store, catalogue, areas, as_at=as_at)),
    )


def _map_cell(evidence: _PlanEvidence, priority: Priority, quadrant: str, as_at: date, challenges: int) -> MapCell:
    relevant = [item for item in evidence.findings if item.quadrant == quadrant and is_relevant(item, priority)]
    # What was found before a plan began is no evidence of what it has done.
    findings = tuple(item for item in relevant if item.is_of(evidence.plan))
    others = tuple(item for item in relevant if not item.is_of(evidence.plan))
    asks = tuple(_measure_evidence(evidence, measure, findings) for measure in priority.measures_in(quadrant))
    return MapCell(priority.id, quadrant, as_at, asks, findings, challenges, others)


def _measure_evidence(
    evidence: _PlanEvidence, measure: Measure, findings: Iterable[FindingEvidence]
) -> MeasureEvidence:
    name = measure.indicator
    figures = {
        code: FigureEvidence(
            evidence.latest[name, code], evidence.judged.get((name, code, evidence.latest[name, code].period), ())
        )
        for code in _areas_shown(evidence, name)
    }
    about = tuple(item for item in findings if item.indicator == name)
    return MeasureEvidence(measure, evidence.catalogue.indicators[name], figures, about)


def _areas_shown(evidence: _PlanEvidence, indicator: str) -> list[str]:
    """The plan's own areas that have a figure; where none of these is a number, a wider area's that is."""
    own = [code for code in evidence.areas if (indicator, code) in evidence.latest]
    wider = [code for code in evidence.wider if (indicator, code) in evidence.latest]
    if any(_is_number(evidence, indicator, code) for code in own):
        return own
    numbers = [code for code in wider if _is_number(evidence, indicator, code)]
    return own + (numbers[:1] if own or numbers else wider[:1])


def _is_number(evidence: _PlanEvidence, indicator: str, area: str) -> bool:
    return evidence.latest[indicator, area].value is not None


def priority_evidence(
    store: Store, catalogue: Catalogue, plan: Plan, priority: Priority, *, as_at: date, cycle: Cycle
) -> MapRow:
    """What is held for one priority of a plan: its row of the assurance map, with nothing fetched for the others.

    A cell's `asks` name every measure of that side with its indicator and its figures by area code, those
    without data too; its `findings` are what was heard and found; `measures_without_data` is what is missing.
    """
    single_priority_plan = replace(plan, priorities=(priority,))
    return assurance_map(store, catalogue, single_priority_plan, as_at=as_at, cycle=cycle).rows[0]
