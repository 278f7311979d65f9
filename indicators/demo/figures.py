"""Made-up figures: cases drawn by chance round a level, a few real changes planted, the rest unchanged.

Every indicator and area has a chance of its own, made of the seed and its name, so that what is drawn for one does not
depend on what else is asked.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import Period
from indicators.demo.duties import PLANTED, QUARTERLY, YEARLY_BASES, Level


@dataclass(frozen=True, kw_only=True)
class MadeUpFigure:
    """What an agency writes into a row of its workbook."""

    figure: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    symbol: str = ""
    status: str = ""
    note: str = ""

    def with_symbol(self, symbol: str, note: str = "") -> "MadeUpFigure":
        """The same without a figure and with the reason for that."""
        return MadeUpFigure(symbol=symbol, note=note)

    def revised(self, factor: float) -> "MadeUpFigure":
        """The same after late cases were counted."""
        if self.numerator is not None and self.denominator is not None:
            numerator = min(self.denominator, round(self.numerator * factor))
            return replace(self, numerator=numerator, status="revised")
        return self if self.figure is None else replace(self, figure=round(self.figure * factor), status="revised")


def random_for(seed: int, *names: object) -> np.random.Generator:
    """The chance of one thing, by its names."""
    return np.random.default_rng([seed, *(zlib.crc32(str(name).encode()) for name in names)])


class MadeUpFigures:
    """All figures of the agencies for some quarters in a row, by indicator, area and period."""

    def __init__(
        self, seed: int, quarters: Sequence[Period], indicators: Mapping[str, Indicator], newest: Mapping[tuple, float]
    ):
        """`newest` is the newest figure that `data/` has, by indicator and area code."""
        self._seed = seed
        self._quarters = quarters
        self._places = {quarter: place for place, quarter in enumerate(quarters)}
        self._indicators = indicators
        self._newest = newest
        self._counts: dict[tuple[str, str], np.ndarray] = {}
        self._levels = {
            (indicator, area): level for indicator, levels in QUARTERLY.items() for (_, area), level in levels.items()
        }

    def of_quarter(self, indicator: str, area: str, quarter: Period) -> MadeUpFigure:
        """The figure of a quarter as it is sent first."""
        place, level = self._places[quarter], self._levels[indicator, area]
        kind = self._indicators[indicator].kind
        chance = random_for(self._seed, indicator, area, quarter.label)
        if kind == "proportion":
            base = self.counts(level.whole, area)[place] if level.whole else chance.poisson(level.base)
            return _share_figure(chance, level.share, int(base))
        if kind == "mean":
            value = max(0.1, chance.normal(level.usual, 0.04 * level.usual))
            return MadeUpFigure(figure=round(float(value), 1))
        return MadeUpFigure(figure=int(self.counts(indicator, area)[place]))

    def of_year(self, indicator: str, area: str, year: Period) -> MadeUpFigure:
        """The figure of something that is owed once a year, or on the last day of it."""
        chance = random_for(self._seed, indicator, area, year.label)
        level = self._newest.get((indicator, area))
        definition = self._indicators[indicator]
        if level is None:
            return MadeUpFigure(symbol="x", note="Not collected yet")
        if definition.kind == "proportion":
            return _share_figure(chance, min(level, 99.0), int(YEARLY_BASES.get(indicator, 200)))
        return MadeUpFigure(figure=int(chance.poisson(level)))

    def counts(self, indicator: str, area: str) -> np.ndarray:
        """The cases of a count quarter by quarter; a part's are some of its whole's."""
        key = (indicator, area)
        if key not in self._counts:
            self._counts[key] = self._drawn(indicator, area)
        return self._counts[key]

    def year_total(self, indicator: str, area: str, year: Period) -> int | None:
        """The sum of the quarters of a financial year; None unless all four are made up here."""
        if (indicator, area) not in self._levels:
            return None
        places = [place for quarter, place in self._places.items() if year.starts <= quarter.starts <= year.ends]
        return int(self.counts(indicator, area)[places].sum()) if len(places) == 4 else None

    def _drawn(self, indicator: str, area: str) -> np.ndarray:
        level = self._levels[indicator, area]
        chance = random_for(self._seed, indicator, area)
        factors = self._factors(indicator, area)
        if level.whole:
            shares = np.clip(level.share / 100 * factors, 0, 1)
            return chance.binomial(self.counts(level.whole, area), shares)
        return chance.poisson(level.usual * factors * self._seasons(level))

    def _seasons(self, level: Level) -> np.ndarray:
        return np.array([level.season[((quarter.starts.month - 4) % 12) // 3] for quarter in self._quarters])

    def _factors(self, indicator: str, area: str) -> np.ndarray:
        places = np.arange(len(self._quarters))
        factors = np.ones(len(places))
        for change in PLANTED:
            if (change.indicator, change.area_code) == (indicator, area):
                later = places - change.first
                factors *= np.where(later < 0, 1.0, change.factor ** (later if change.is_trend else 1))
        return factors


def _share_figure(chance: np.random.Generator, share: float, base: int) -> MadeUpFigure:
    """Some of so many; of none there is no share."""
    if base == 0:
        return MadeUpFigure(symbol="z", note="No cases in this period")
    return MadeUpFigure(numerator=int(chance.binomial(base, share / 100)), denominator=base)
