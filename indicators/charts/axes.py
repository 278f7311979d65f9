"""Axes: round numbers from zero upwards, and period labels thinned until they fit."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indicators.catalogue.periods import MONTH_NAMES
from indicators.charts.theme import text_width

#: How many periods a step between labels may skip, so that the same quarter or month returns.
_STEPS = {"month": (1, 2, 3, 6, 12, 24, 36, 60, 120), "quarter": (1, 2, 4, 8, 12, 20, 40)}


@dataclass(frozen=True)
class Scale:
    """The ends of an axis and its tick values."""

    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int


def value_scale(values: Sequence[float], *, from_zero: bool, whole: bool, ticks: int = 5) -> Scale:
    """Round ends and ticks that hold every value; NaN is passed over, `whole` forbids halves of a child."""
    known = [value for value in values if not math.isnan(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    # A span that no reader could see is none.
    if high - low <= 1e-6 * max(abs(high), abs(low), 1e-3):
        high, low = (high + 1, low) if from_zero else (high + 5, low - 5)
    step = _round_step((high - low) / ticks, whole=whole)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    top = max(last * step, high)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    marks = tuple(round(number * step, decimals) for number in range(first, last + 1))
    return Scale(first * step, top, marks, decimals)


def _round_step(rough: float, *, whole: bool) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    # A step of 2.5 needs another decimal, which whole numbers and their labels cannot show.
    if step / power == 2.5 and power <= 1:
        step = 5 * power
    return max(step, 1.0) if whole else step


def ratio_ticks(low: float, high: float, *, most: int) -> list[float]:
    """Round numbers within a span that is drawn by ratio: 1, 2 and 5 times each power of ten, or the powers alone."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        ticks = [factor * 10.0**power for power in powers for factor in factors if low <= factor * 10.0**power <= high]
        if len(ticks) <= most:
            break
    return ticks[:: math.ceil(len(ticks) / most)] if ticks else []


def iso_days(moments: np.ndarray) -> list[str]:
    """Moments as ISO days, which is all the precision a period needs."""
    return np.datetime_as_string(moments.astype("datetime64[D]")).tolist()


def period_ticks(periods: Mapping[str, str], kind: str, *, width: float, size: float) -> tuple[list[str], list[str]]:
    """Days and labels for the time axis, as many as fit into `width` pixels, the last period always one.

    `periods` are labels by ISO day; `kind` is their period type.
    """
    ordered = sorted(periods)
    texts = [tick_text(periods[day]) for day in ordered]
    wide = [max(text_width(part, size) for part in text.split("<br>")) + 12 for text in texts]
    # The first and the last label reach into the margins: what must fit is the way between their centres.
    room = 1 + int(width * 0.95 // max(wide))
    step = _step(len(ordered), room, kind)
    keep = range((len(ordered) - 1) % step, len(ordered), step)
    places = _places(ordered, width * 0.95)
    if any(places[right] - places[left] < (wide[left] + wide[right]) / 2 for left, right in itertools.pairwise(keep)):
        keep = _fitting(places, wide)
    return [ordered[index] for index in keep], [texts[index] for index in keep]


def _places(days: Sequence[str], width: float) -> list[float]:
    """Where ordered ISO days stand on an axis of `width` pixels that runs from the first to the last of them."""
    moments = np.array(days, "datetime64[D]").astype(float)
    span = max(moments[-1] - moments[0], 1.0)
    return ((moments - moments[0]) / span * width).tolist()


def _fitting(places: Sequence[float], wide: Sequence[float]) -> list[int]:
    """Of labels at uneven places, such as those of years that are missing between, as many as do not meet; from the
    last, which is always one.
    """
    keep = [len(places) - 1]
    for index in reversed(range(len(places) - 1)):
        if places[keep[-1]] - places[index] >= (wide[keep[-1]] + wide[index]) / 2:
            keep.append(index)
    return keep[::-1]


def _step(count: int, room: int, kind: str) -> int:
    steps = _STEPS.get(kind, range(1, count + 1))
    return next((step for step in steps if math.ceil(count / step) <= room), count)


def tick_text(period: str) -> str:
    """A period in at most two short lines: `2015/16`, `31 Mar<br>2016`, `2015/16<br>Q1`."""
    for month in MONTH_NAMES:
        period = period.replace(month, month[:3])
    if " to " in period:
        return period.replace(" to ", " to<br>")
    head, _, tail = period.rpartition(" ")
    return f"{head}<br>{tail}" if head else tail
