"""Control charts of many series against what numpy needs for their means and moving ranges alone."""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.timing import Line, in_turns
from indicators.signals.spc import control_chart

SERIES, POINTS = 10_000, 24
MISSING = 0.02


def control_lines(repetitions: int) -> list[Line]:
    """Control charts with all codes computed; words are made when they are asked for."""
    chance = np.random.default_rng(20260401)
    full = chance.normal(100, 5, (SERIES, POINTS))
    gappy = np.where(chance.random(full.shape) < MISSING, np.nan, full)
    times = in_turns({"full": _subject(full), "gappy": _subject(gappy)}, repetitions)
    what = f"control chart of {SERIES:,} series of {POINTS} points"
    with_gaps = Line(what, times["gappy"]["ours"], times["gappy"]["floor"])
    remark = f"{with_gaps.result:.2f} with {MISSING:.0%} of the figures missing"
    return [Line(what, times["full"]["ours"], times["full"]["floor"], 3, remark)]


def numpy_floor(values: NDArray[np.float64]) -> None:
    """The means and mean moving ranges that any such chart needs."""
    np.nanmean(values, axis=1)
    ranges = np.abs(np.diff(values, axis=1))
    np.nanmean(ranges, axis=1)


def _subject(values: NDArray[np.float64]) -> Callable[[int], dict[str, list[float]]]:
    """Ours and the floor directly after each other, the other one first each time."""
    both = {"ours": lambda: control_chart(values, polarity="high_is_good"), "floor": lambda: numpy_floor(values)}

    def measure(repetition: int) -> dict[str, list[float]]:
        names = sorted(both, reverse=bool(repetition % 2))
        return {name: [_seconds(both[name])] for name in names}

    return measure


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
