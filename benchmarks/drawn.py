"""Made-up series of which it is known whether their latest figure belongs to a change."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.signals.panel import MONTHS_PER_PERIOD, Panel, panel_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Series of one cycle, and how many of them truly change.
SERIES, CHANGED = 120, 6
#: Nobody is asked to find changes of counts below this.
FEWEST_TO_FIND = 5
YEARS_OF_MONTHS = 4
#: A year's course from April on, August the school holiday.
COURSE = np.array([0.95, 1.05, 1.1, 1.05, 0.6, 1.05, 1.1, 1.1, 0.85, 1.05, 1.0, 1.1])


@dataclass(frozen=True)
class Drawn:
    """Counts of series × periods, the true means before any change, and which series changed and how.

    `step` is the logarithm of what the latest mean was multiplied by, `sd` how far levels vary beyond chance, in
    the logarithm, and `ends` are the last days of the periods.
    """

    counts: Floats
    means: Floats
    step: Floats
    sd: float
    ends: pd.DatetimeIndex
    period_type: str = "financial_year"

    @property
    def changed(self) -> Flags:
        """Which series truly changed in their latest period."""
        return self.step != 0


def doublings(chance: np.random.Generator, points: int, *, factor: float = 2.0, mostly_small: bool = True) -> Drawn:
    """Yearly Poisson counts with means of 0.3 to 1,000, six of the larger ones doubled in the latest year.

    Means are spread evenly over their logarithm, or lie mostly at its lower end, as a small area's do.
    """
    place = chance.beta(1, 2 if mostly_small else 1, SERIES)
    means = 0.3 * (1000 / 0.3) ** place
    step = np.zeros(SERIES)
    step[_some(chance, means)] = np.log(factor)
    return _drawn(chance, means, step, points, sd=0.0)


def shifts(chance: np.random.Generator, points: int, *, sd: float, size: float = 4.0) -> Drawn:
    """Large yearly counts that vary beyond chance; six move by `size` of those standard deviations, up or down."""
    means = np.exp(chance.uniform(np.log(2000), np.log(20_000), SERIES))
    step = np.zeros(SERIES)
    step[_some(chance, means)] = size * sd * chance.choice([-1, 1], CHANGED)
    return _drawn(chance, means, step, points, sd=sd)


def months(chance: np.random.Generator, *, is_seasonal: bool) -> Drawn:
    """Four years of months without a change, with or without a year's course; any month may be the latest."""
    means = np.exp(chance.uniform(np.log(5), np.log(200), SERIES))
    first = int(chance.integers(12))
    periods = 12 * YEARS_OF_MONTHS
    course = np.resize(np.roll(COURSE, -first), periods) if is_seasonal else np.ones(periods)
    counts = chance.poisson(means[:, None] * course).astype(float)
    ends = pd.date_range("2018-04-30", periods=first + periods, freq="ME")[first:]
    return Drawn(counts, means, np.zeros(SERIES), 0.0, ends, "month")


def _some(chance: np.random.Generator, means: Floats) -> NDArray[np.int64]:
    return chance.choice(np.flatnonzero(means >= FEWEST_TO_FIND), CHANGED, replace=False)


def _drawn(chance: np.random.Generator, means: Floats, step: Floats, points: int, *, sd: float) -> Drawn:
    # Log-normal levels whose mean is the mean.
    levels = means[:, None] * np.exp(chance.normal(0, sd, (len(means), points)) - sd**2 / 2)
    levels[:, -1] *= np.exp(step)
    ends = pd.date_range("2010-03-31", periods=points, freq="YE-MAR")
    return Drawn(chance.poisson(levels).astype(float), means, step, sd, ends)


def panel(drawn: Drawn, *, indicators: int = 1, come: Flags | None = None) -> Panel:
    """The series as the rules look at them: areas of one indicator, or of each of several.

    Series that have not `come` end with the period before.
    """
    count, periods = drawn.counts.shape
    starts = drawn.ends + pd.offsets.Day() - pd.DateOffset(months=MONTHS_PER_PERIOD[drawn.period_type])
    names = [f"indicator {number % indicators:05}" for number in range(count)]
    points = pd.DataFrame(
        {
            "indicator": np.repeat(names, periods),
            "area_code": np.repeat([f"area {number:05}" for number in range(count)], periods),
            "period_type": drawn.period_type,
            "starts": np.tile(starts, count),
            "ends": np.tile(drawn.ends, count),
            "top": drawn.counts.ravel(),
            "base": 1.0,
            "is_share": False,
        }
    )
    if come is not None:
        points = points[np.repeat(come, periods) | (points["ends"] < drawn.ends[-1])]
    return panel_of(points)
