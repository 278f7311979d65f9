"""What is held for a measure: its figures with what was judged of them, and the findings about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from indicators.areas import Area
from indicators.definitions import Indicator
from indicators.measures.latest import Latest
from indicators.plans import Measure
from indicators.signals.levels import FLAGGED

#: Rules that compare a figure with its own past.
MOVEMENTS = ("change", "trend")


class Direction(StrEnum):
    """Which way evidence points; steady where figures were judged and none is a concern or an improvement."""

    CONCERN = "concern"
    IMPROVEMENT = "improvement"
    MIXED = "mixed"
    STEADY = "steady"
    UNJUDGED = "unjudged"


class AskState(StrEnum):
    """What is held for a measure: a figure, only symbols, only findings, or nothing."""

    FIGURES = "figures"
    WITHHELD = "withheld"
    FINDINGS = "findings"
    SILENT = "silent"


#: Which ways a finding points, by its strength.
_POINTS = {
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

    @property
    def is_flagged(self) -> bool:
        """Whether it deserves a question."""
        return self.level in FLAGGED


@dataclass(frozen=True)
class Figure:
    """The latest figure of an indicator in an area, and what was judged of it, the most pressing first."""

    latest: Latest
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
class Finding:
    """A finding as evidence: what it says, how strong it is, of where and when, and which version of it this is."""

    id: str
    quadrant: str
    area: Area
    period: str
    ends: date
    indicator: str
    priorities: tuple[str, ...]
    strength: str
    statement: str
    source: str
    version: int = 0

    @property
    def points(self) -> set[str]:
        """The ways it points: concern, improvement or both."""
        return _POINTS[self.strength]


def newest_of(evidence: Iterable[Figure | Finding]) -> Figure | Finding | None:
    """The evidence whose period ended last, if there is any."""
    return max(evidence, key=lambda item: item.ends, default=None)


@dataclass(frozen=True)
class Ask:
    """A measure that a priority asks for with what is held for it: figures by area code, findings about it."""

    measure: Measure
    indicator: Indicator
    figures: Mapping[str, Figure]
    findings: tuple[Finding, ...] = ()

    @property
    def state(self) -> AskState:
        """What is held for it."""
        if any(figure.has_value for figure in self.figures.values()):
            return AskState.FIGURES
        if self.figures:
            return AskState.WITHHELD
        return AskState.FINDINGS if self.findings else AskState.SILENT

    @property
    def is_without_data(self) -> bool:
        """Whether neither a number nor a finding is held for it."""
        return self.state in (AskState.SILENT, AskState.WITHHELD)

    @property
    def newest(self) -> Figure | Finding | None:
        """Its number or finding whose period ended last."""
        return newest_of((*(figure for figure in self.figures.values() if figure.has_value), *self.findings))
