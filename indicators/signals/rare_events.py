"""Rare events: the time between one and the next, what an interval is worth, years taken together, and how long it
would take to see a doubling.

Charts are those of the R package qicharts2 (Anhøj; `qic` with `chart = "t"` and `chart = "g"`), without its screening
of moving ranges unless that is asked for, as its version 0.7 has it. Tests are exact: intervals of events that come
at a constant rate are exponential, and counts given their total binomial.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from indicators.signals.history import Floats
from indicators.signals.judgements import SIGNIFICANCE_LEVEL
from indicators.signals.significance import count_p_value, two_sided_p_value

#: Times between events to this power are close to normal (Nelson 1994).
_T_POWER = 3.6
#: The mean moving range over this is a standard deviation (Montgomery, d2 of two points).
_RANGE_TO_SD = 1.128
_SCREEN_FACTOR = 3.267
_SD_TO_LIMIT = 3


@dataclass(frozen=True)
class RareEventChart:
    """Times, or opportunities, between events with their centre and limits, and what stands out of them.

    `outside` says which lie beyond a limit. A run is of neighbours on one side of the centre: `has_run` says that the
    longest is longer, or crossings of the centre are fewer, than chance has them (Schilling 2012, Chen 2010).
    """

    value: Floats
    centre: float
    lower: float
    upper: float
    longest_run: int
    longest_usual_run: int
    crossings: int
    fewest_usual_crossings: int

    @property
    def outside(self) -> NDArray[np.bool_]:
        """Which values lie beyond a limit."""
        return (self.value > self.upper) | (self.value < self.lower)

    @property
    def has_run(self) -> bool:
        """Whether there are a longer run, or fewer crossings, than chance has them."""
        return self.longest_run > self.longest_usual_run or self.crossings < self.fewest_usual_crossings


def time_between_chart(times: ArrayLike, *, screen: bool = False) -> RareEventChart:
    """The t-chart of times between events, in time order: an individuals chart of their 3.6th root.

    With `screen`, moving ranges of 3.267 times their mean and more are left out once. ValueError for no times, and
    for times that are not above 0.
    """
    values = _checked(times, "times between events")
    if (values <= 0).any():
        raise ValueError("times between events are above 0; give those of one day as a part of it")
    roots = values ** (1 / _T_POWER)
    mean, ranges = float(roots.mean()), np.abs(np.diff(roots))
    if screen and len(ranges):
        ranges = ranges[ranges < _SCREEN_FACTOR * ranges.mean()]
    reach = _SD_TO_LIMIT * float(ranges.mean()) / _RANGE_TO_SD if len(ranges) else np.nan
    # A limit below 0 has no root to go back to: no time is too short then.
    lower = max(mean - reach, 0.0) ** _T_POWER if reach == reach else np.nan
    return _with_runs(values, mean**_T_POWER, lower, (mean + reach) ** _T_POWER)


def opportunities_between_chart(opportunities: ArrayLike) -> RareEventChart:
    """The g-chart of opportunities between events, such as months without one: whole numbers from 0, in time order.

    The centre is their median, the limits those of a geometric distribution of their mean. ValueError for none, and
    for numbers below 0.
    """
    values = _checked(opportunities, "opportunities between events")
    if (values < 0).any():
        raise ValueError("opportunities between events are 0 or more")
    mean = float(values.mean())
    reach = _SD_TO_LIMIT * np.sqrt(mean * (mean + 1))
    return _with_runs(values, float(np.median(values)), max(mean - reach, 0.0), mean + reach)


def _checked(values: ArrayLike, what: str) -> Floats:
    numbers = np.asarray(values, dtype=float)
    if numbers.ndim != 1 or not len(numbers):
        raise ValueError(f"there are no {what}; give one or more")
    if not np.isfinite(numbers).all():
        raise ValueError(f"{what} must be numbers; leave out what is not known")
    return numbers


def _with_runs(values: Floats, centre: float, lower: float, upper: float) -> RareEventChart:
    """A chart with its runs; values on the centre belong to no run and break none."""
    sides = np.sign(values - centre)
    sides = sides[sides != 0]
    turns = np.flatnonzero(np.diff(sides)) + 1
    lengths = np.diff([0, *turns.tolist(), len(sides)])
    useful = len(sides)
    return RareEventChart(
        value=values,
        centre=centre,
        lower=lower,
        upper=upper,
        longest_run=int(lengths.max()) if useful else 0,
        longest_usual_run=round(np.log2(useful)) + 3 if useful else 0,
        crossings=len(turns) if useful else 0,
        fewest_usual_crossings=_binomial_quantile(0.05, useful - 1) if useful else 0,
    )


def _binomial_quantile(share: float, tosses: int) -> int:
    """The smallest number of heads that a fair coin does not exceed with at least this probability."""
    heads = np.arange(tosses + 1)
    return int(heads[special.bdtr(heads, tosses, 0.5) >= share][0])


def interval_p_value(time: ArrayLike, past: ArrayLike, past_events: ArrayLike, *, events: ArrayLike = 1) -> Floats:
    """The two-sided probability of the time that the last `events` took, given that `past_events` before took `past`.

    Under a constant rate the share of the last in all the time is beta distributed.
    """
    time, past, past_events, events = (np.asarray(item, float) for item in (time, past, past_events, events))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = time / (time + past)
    return two_sided_p_value(np.asarray(special.betainc(events, past_events, share), float))


def silence_p_value(silence: ArrayLike, time: ArrayLike, events: ArrayLike) -> Floats:
    """The probability, two-sided and mid-p, of no event in the last stretch of time, given those in the time before.

    Each event falls into any part of the time alike, so that none in the last is binomial.
    """
    return count_p_value(np.zeros(np.shape(silence)), silence, events, time)


#: How often a doubling must show, and after how many years nobody waits any longer.
POWER, MOST_YEARS = 0.8, 20


def years_until_doubling(events: ArrayLike, years: ArrayLike) -> Floats:
    """The whole years after which twice the rate would be told from a history of `events` in so many `years`.

    After as many years the exact test (mid-p, 5% two-sided) of all events since against the history says so in four
    of five cases. Infinity where not after `MOST_YEARS`; NaN without a history or an event in it.
    """
    events, years = np.broadcast_arrays(np.asarray(events, float), np.asarray(years, float))
    answers = np.full(events.shape, np.nan)
    known = (events > 0) & (years > 0) & np.isfinite(events) & np.isfinite(years)
    if not known.any():
        return answers
    answers[known] = np.inf
    waiting = np.flatnonzero(known)
    # What cannot be told at the end, most often, is not looked for year by year.
    waiting = waiting[_is_told(events.flat[waiting], years.flat[waiting], MOST_YEARS)]
    for wait in range(1, MOST_YEARS + 1):
        told = _is_told(events.flat[waiting], years.flat[waiting], wait)
        answers.flat[waiting[told]] = wait
        waiting = waiting[~told]
    return answers


def _is_told(events: Floats, years: Floats, wait: int) -> NDArray[np.bool_]:
    """Whether the exact test tells a doubling from its history after some years, often enough."""
    if not len(events):
        return np.zeros(0, bool)
    # So many or more of a Poisson count, as a gamma integral.
    power = special.gammainc(_fewest_told(events, years, float(wait)), 2 * events / years * wait)
    return power >= POWER


def _fewest_told(events: Floats, years: Floats, wait: float) -> Floats:
    """The smallest count in a wait that the exact test tells from the history; infinity for none of use.

    Each step halves the stretch in which it can lie, from the rate of the history to far beyond twice that.
    """
    usual = events / years * wait
    low, high = np.floor(usual), np.ceil(8 * usual) + 20
    for _ in range(int(np.log2((high - low).max())) + 2):
        middle = np.floor((low + high) / 2)
        is_told = count_p_value(middle, wait, events, years) <= SIGNIFICANCE_LEVEL
        low, high = np.where(is_told, low, middle), np.where(is_told, middle, high)
    return np.where(count_p_value(high, wait, events, years) <= SIGNIFICANCE_LEVEL, high, np.inf)
