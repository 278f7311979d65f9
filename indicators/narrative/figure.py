"""One point of a series in the words of a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import NamedTuple

import pandas as pd

from indicators.measures import Series
from indicators.narrative.sentence import Claim
from indicators.periods import Period, PeriodType
from indicators.wording import SMALL_COUNT, value_text


class Point(NamedTuple):
    """The columns of a series' points that sentences need."""

    period_type: str
    starts: pd.Timestamp
    ends: pd.Timestamp
    value: float
    numerator: float
    denominator: float
    status: str
    symbol: str


@dataclass(frozen=True)
class Figure:
    """A point of a series, with the series that it is of."""

    of: Series
    point: Point

    @property
    def value(self) -> float:
        """The figure in the measure of its series; NaN where there is none."""
        return float(self.point.value)

    @property
    def is_known(self) -> bool:
        """Whether there is a figure, not a symbol or nothing."""
        return not isnan(self.value)

    @property
    def shown(self) -> str:
        """The figure as a reader sees it; empty where there is none."""
        return value_text(self.value, self.of) if self.is_known else ""

    @cached_property
    def period(self) -> Period:
        """When it was."""
        return Period(self.point.ends.date(), self.point.starts.date(), PeriodType(self.point.period_type))

    @property
    def dated(self) -> str:
        """Its period, marked where the figure may still change."""
        return self.period.label + (" (provisional)" if self.is_provisional else "")

    @property
    def is_provisional(self) -> bool:
        """Whether the figure may still change."""
        return self.is_known and self.point.status == "provisional"

    @property
    def claim(self) -> Claim:
        """What a sentence that quotes it says."""
        return Claim(
            self.of.indicator.id,
            self.of.area.code,
            self.period,
            self.of.measure,
            self.value,
            self.shown,
            self.point.symbol,
            self.is_provisional,
        )


def figures_of(item: Series) -> list[Figure]:
    """Every point of a series, in time order, those without a figure too."""
    cells = (item.points[name].tolist() for name in Point._fields)
    return [Figure(item, Point(*row)) for row in zip(*cells, strict=True)]


def are_adjacent(before: Figure, now: Figure) -> bool:
    """Whether there are two figures, of periods that follow each other."""
    return before.is_known and now.is_known and before.period.next() == now.period


def are_small(before: Figure, now: Figure) -> bool:
    """Whether two figures stand on so few cases that a percentage of them would mislead."""
    is_counted = now.of.indicator.kind in ("count", "rate")
    return is_counted and min(_cases(before), _cases(now)) < SMALL_COUNT


def is_slight(before: Figure, now: Figure) -> bool:
    """Whether two figures are nearer to each other than the definition holds to matter."""
    return abs(now.value - before.value) < now.of.indicator.meaningful_change / 100 * abs(before.value)


def claims(figures: Sequence[Figure]) -> tuple[Claim, ...]:
    """What a sentence that quotes some figures says."""
    return tuple(figure.claim for figure in figures)


def _cases(figure: Figure) -> float:
    is_rate = figure.of.measure == "rate" or figure.of.indicator.kind == "rate"
    return float(figure.point.numerator) if is_rate else figure.value
