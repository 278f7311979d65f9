"""How soon a doubling of rare events is seen, at equal false alarms, and what years taken together cost and find.

Events come at a constant rate for five years that are known, and at twice that, or unchanged, in the ten years that
follow. Each way of looking is set so that it raises an alarm in one of ten unchanged series within those ten years.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.drawn import SERIES, Drawn, Flags, Floats, panel
from benchmarks.rates import Rate, per_cycle, share
from indicators.signals.change import change_statistics
from indicators.signals.expected import expectations
from indicators.signals.judgements import FALSE_DISCOVERY_RATE, SIGNIFICANCE_LEVEL, q_values
from indicators.signals.pooled_change import pooled_change_statistics
from indicators.signals.rare_events import (
    RareEventChart,
    interval_p_value,
    opportunities_between_chart,
    time_between_chart,
)
from indicators.signals.significance import count_p_value

EVENTS_A_YEAR = (2, 4, 8)
KNOWN_YEARS, WATCHED_YEARS = 5, 10
FALSE_ALARMS = 0.10
#: Times between events that are taken together: the last alone, or the last few.
TOGETHER = (4, 8, 16, 32)
_BEGIN, _END = 12 * KNOWN_YEARS, 12 * (KNOWN_YEARS + WATCHED_YEARS)
#: Looks at charts are slow: fewer series are drawn for them.
MOST_CHARTS = 150


class Looks(NamedTuple):
    """How striking each look at each series is, the larger the more, and the month of each; -inf where none was."""

    strength: Floats
    month: Floats

    def alarms(self, threshold: float) -> Floats:
        """The month of the first look above a threshold, counted from the change; infinity for none."""
        above = self.strength > threshold
        first = np.where(above, self.month, np.inf)
        return first.min(axis=1)

    def threshold(self) -> float:
        """What so few of these series ever go beyond as false alarms are allowed."""
        return float(np.quantile(self.strength.max(axis=1), 1 - FALSE_ALARMS))


def rare_rates(seed: int, cycles: int) -> list[Rate]:
    """Delays of each way of looking at each rate, then what the family of changes finds with years together."""
    chances = np.random.default_rng(seed).spawn(len(EVENTS_A_YEAR) + 2)
    found = [
        rate
        for events, chance in zip(EVENTS_A_YEAR, chances, strict=False)
        for rate in delay_rates(chance, events, series=max(200, 4 * cycles))
    ]
    return [*found, *pooled_rates(chances[-2], cycles), *chart_rates(chances[-1], cycles)]


def delay_rates(chance: np.random.Generator, events: int, *, series: int) -> list[Rate]:
    """The share of doublings seen within three years, with the median delay, by way of looking."""
    counts = {factor: monthly_counts(chance, events, factor, series) for factor in (1, 2)}
    rates, yearly = [], 0.0
    for name, look in WAYS.items():
        some = slice(None) if name not in _SLOW else slice(MOST_CHARTS)
        still, doubled = (look(counts[factor][some]) for factor in (1, 2))
        threshold = still.threshold()
        delays = doubled.alarms(threshold)
        wrong = float(np.mean(np.isfinite(still.alarms(threshold))))
        median = np.median(delays)
        seen = f"median {median / 12:.1f} years" if np.isfinite(median) else f"not within {WATCHED_YEARS} years"
        part = int((delays <= 36).sum())
        # Years taken together must not be later than the yearly test, but for chance.
        least = None if name in (YEARLY, SEVERAL, LAST_ALONE, *_SLOW) else yearly - 0.05
        yearly = part / len(delays) if name == YEARLY else yearly
        rates.append(
            share(
                f"{events} a year doubled, {name}: seen within 3 years",
                part,
                of=len(delays),
                least=least,
                remark=f"{seen}; {np.isfinite(delays).mean():.0%} within 10 years; false alarms {wrong:.0%}",
            )
        )
    return rates


def monthly_counts(chance: np.random.Generator, events: int, factor: int, series: int) -> Floats:
    """Counts of series × months, the rate `factor` times as high once the known years are over."""
    rates = np.full(_END, events / 12)
    rates[_BEGIN:] *= factor
    return chance.poisson(rates, (series, _END)).astype(float)


def by_year(counts: Floats) -> Looks:
    """Each whole year against all months before, by the exact test."""
    return _windows(counts, ends=range(_BEGIN + 12, _END + 1, 12), lengths=(12,))


def by_pooled_years(counts: Floats) -> Looks:
    """At the end of each year the last one, two and three together, each against all before."""
    return _windows(counts, ends=range(_BEGIN + 12, _END + 1, 12), lengths=(12, 24, 36))


def by_months(counts: Floats) -> Looks:
    """At the end of each month the last one, two and three years, each against all before."""
    return _windows(counts, ends=range(_BEGIN + 1, _END + 1), lengths=(12, 24, 36))


def _windows(counts: Floats, *, ends: range, lengths: tuple[int, ...]) -> Looks:
    """The exact test of some last months against all before, at some months' ends: the smallest probability."""
    total = np.concatenate([np.zeros((len(counts), 1)), counts.cumsum(axis=1)], axis=1)
    looks = []
    for end in ends:
        last = [(total[:, end] - total[:, end - length], total[:, end - length], length) for length in lengths]
        p = [count_p_value(now, float(length), before, float(end - length)) for now, before, length in last]
        looks.append(-np.log(np.maximum(np.min(p, axis=0), 1e-300)))
    return Looks(np.array(looks).T, np.broadcast_to(np.array(ends, float) - _BEGIN, (len(counts), len(looks))))


def by_interval(counts: Floats, together: tuple[int, ...] = TOGETHER) -> Looks:
    """At each event the time that the last few took against all before, exactly: the smallest probability."""
    days = [event_months(row) for row in counts]
    width = max(map(len, days))
    strength, month = np.full((2, len(counts), width), -np.inf)
    for place, own in enumerate(days):
        number = np.arange(len(own))
        p = np.ones(len(own))
        for events in together:
            enough = (own >= _BEGIN) & (number > events)
            last = own[enough] - own[number[enough] - events]
            past = own[number[enough] - events] - own[0]
            p[enough] = np.minimum(
                p[enough], interval_p_value(last, past, number[enough] - events, events=float(events))
            )
        strength[place, : len(own)] = np.where(own >= _BEGIN, -np.log(np.maximum(p, 1e-300)), -np.inf)
        # A month's events are known when it is over.
        month[place, : len(own)] = np.floor(own) + 1 - _BEGIN
    return Looks(strength, month)


def event_months(counts: Floats) -> Floats:
    """When each event was, in months: those of one month evenly in it."""
    number = counts.astype(int)
    place = np.repeat(np.arange(len(number)), number)
    order = np.arange(len(place)) - (np.cumsum(number) - number)[place]
    return place + (order + 0.5) / number[place]


def by_t_limits(counts: Floats) -> Looks:
    """The t-chart's last time between events, in standard deviations from the middle."""
    return _charted(counts, _t_strength)


def by_t_runs(counts: Floats) -> Looks:
    """The t-chart's longest run beyond the longest that is usual."""
    return _charted(counts, lambda own: _run_strength(time_between_chart(np.diff(own))))


def by_g_runs(counts: Floats) -> Looks:
    """The same of the g-chart of months without an event."""
    return _charted(
        counts,
        lambda own: _run_strength(opportunities_between_chart(np.maximum(np.diff(np.floor(own)) - 1, 0))),
    )


def _charted(counts: Floats, strength: Callable[[Floats], float]) -> Looks:
    """A chart of all events so far, at each event once the known years are over."""
    days = [event_months(row) for row in counts]
    width = max(map(len, days))
    found, month = np.full((2, len(counts), width), -np.inf)
    for place, own in enumerate(days):
        for last in np.flatnonzero(own >= _BEGIN):
            if last >= 4:
                found[place, last] = strength(own[: last + 1])
                month[place, last] = np.floor(own[last]) + 1 - _BEGIN
    return Looks(found, month)


def _t_strength(own: Floats) -> float:
    """How far the last time lies from the middle, of the way to the limit, on the scale of the roots."""
    times = np.diff(own)
    chart = time_between_chart(times)
    middle, edge = chart.centre ** (1 / 3.6), chart.upper ** (1 / 3.6)
    return abs(times[-1] ** (1 / 3.6) - middle) / (edge - middle) if edge > middle else 0.0


def _run_strength(chart: RareEventChart) -> float:
    crossing = chart.fewest_usual_crossings - chart.crossings
    run = chart.longest_run - chart.longest_usual_run
    return float(max(crossing, run))


YEARLY, LAST_ALONE = "yearly exact test", "last time between events alone"
SEVERAL = "last 4, 8, 16 and 32 times between events"
#: Ways of looking, the one that the others are held against first.
WAYS: dict[str, Callable[[Floats], Looks]] = {
    YEARLY: by_year,
    "one to three years together, each year": by_pooled_years,
    "one to three years together, each month": by_months,
    SEVERAL: by_interval,
    LAST_ALONE: lambda counts: by_interval(counts, (1,)),
    "t-chart, limits": by_t_limits,
    "t-chart, runs": by_t_runs,
    "g-chart, runs": by_g_runs,
}
_SLOW = ("t-chart, limits", "t-chart, runs", "g-chart, runs")

#: Means of yearly counts of which a year alone cannot tell, and years of each.
_SMALL, _YEARS = (0.3, 8.0), 12


def pooled_rates(chance: np.random.Generator, cycles: int) -> list[Rate]:
    """False flags of a family of small unchanged counts with and without years together, and lasting doublings."""
    wrong: dict[bool, list[int]] = {True: [], False: []}
    right = {True: 0, False: 0}
    changed = 0
    for _ in range(cycles):
        still = _small_counts(chance, doubled=0)
        moved = _small_counts(chance, doubled=6)
        changed += int(moved.changed.sum())
        for together in (True, False):
            wrong[together].append(int(flagged(still, together=together).sum()))
            right[together] += int((flagged(moved, together=together) & moved.changed).sum())
    what = f"{SERIES} counts of {_SMALL[0]:g} to {_SMALL[1]:g} a year"
    return [
        per_cycle(
            f"{what}, unchanged: false flags a cycle with three years together",
            wrong[True],
            most=0.5,
            remark=f"single years alone {sum(wrong[False]) / cycles:.2f}",
        ),
        share(
            f"{what}, of which 6 have doubled for three years: found with three years together",
            right[True],
            of=changed,
            least=right[False] / changed,
            remark=f"single years alone {right[False] / changed:.0%}",
        ),
    ]


def _small_counts(chance: np.random.Generator, *, doubled: int) -> Drawn:
    means = np.exp(chance.uniform(np.log(_SMALL[0]), np.log(_SMALL[1]), SERIES))
    step = np.zeros(SERIES)
    if doubled:
        step[chance.choice(np.flatnonzero(means >= 2), doubled, replace=False)] = np.log(2)
    levels = np.repeat(means[:, None], _YEARS, axis=1)
    levels[:, -3:] *= np.exp(step)[:, None]
    ends = pd.date_range("2010-03-31", periods=_YEARS, freq="YE-MAR")
    return Drawn(chance.poisson(levels).astype(float), means, step, 0.0, ends)


def flagged(drawn: Drawn, *, together: bool) -> Flags:
    """Which series are called changed, by their last year or, with `together`, by three years as well."""
    made = panel(drawn)
    expected = expectations(made)
    years, three = change_statistics(made, expected=expected), pooled_change_statistics(made, expected)
    asked = [years["can_speak"].to_numpy(bool), three["can_speak"].to_numpy(bool) & ~years["could_tell"].to_numpy(bool)]
    if not together:
        asked[1] = np.zeros(len(years), bool)
    p = np.concatenate([years["p_chance"], three["p_chance"]])
    q = q_values(p, np.zeros(len(p)), np.concatenate(asked))
    with np.errstate(invalid="ignore"):
        is_real = (q <= FALSE_DISCOVERY_RATE) & (p <= SIGNIFICANCE_LEVEL)
    is_new = np.concatenate([years["is_new"], three["is_new"]]).astype(bool)
    year_alone, years_together = (is_real & is_new).reshape(2, -1)
    return year_alone | years_together


def chart_rates(chance: np.random.Generator, cycles: int) -> list[Rate]:
    """How often charts of five unchanged years of months flag anything, by what they are made of."""
    rates = []
    for events in (2, 5, 8):
        counts = chance.poisson(events / 12, (2 * cycles, _BEGIN)).astype(float)
        own = [days for row in counts if len(days := event_months(row)) >= 8]
        spread = [time_between_chart(np.diff(days)) for days in own]
        months = [opportunities_between_chart(np.maximum(np.diff(np.floor(days)) - 1, 0)) for days in own]
        exact = [time_between_chart(chance.exponential(1.0, len(days) - 1)) for days in own]
        for name, charts in (("t-chart of months", spread), ("t-chart of days", exact), ("g-chart of months", months)):
            flags = sum(bool(chart.outside.any() or chart.has_run) for chart in charts)
            most = 0.15 if name == "t-chart of months" and events <= 5 else None
            rates.append(
                share(f"{events} a year, unchanged, {name}: anything flagged", flags, of=len(charts), most=most)
            )
    return rates
