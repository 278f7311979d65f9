"""How long the rules take over thousands of series, and whether twice as many take twice as long."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.control import POINTS, SERIES
from benchmarks.drawn import Drawn, panel
from benchmarks.timing import Line, in_turns
from indicators.catalogue.indicators import Indicator
from indicators.signals.change import change_statistics, trend_statistics
from indicators.signals.comparison import area_statistics, comparator_statistics
from indicators.signals.confidence_intervals import count_interval
from indicators.signals.data_quality import data_quality_issues
from indicators.signals.expected import expectations
from indicators.signals.panel import Panel
from indicators.signals.spc import control_chart
from indicators.signals.targets import target_state

#: Areas of each made-up indicator.
AREAS = 20
SECONDS = 2.0
#: How many times fewer series are taken beside, and how far from in proportion the time may be.
FEWER, STRAIGHT = 4, 1.25


@dataclass(frozen=True)
class World:
    """Made-up series and what the rules ask beside them: latest figures with comparators, and all figures."""

    panel: Panel
    latest: pd.DataFrame
    figures: pd.DataFrame
    indicators: Mapping[str, Indicator]


def rule_lines(repetitions: int) -> list[Line]:
    """Seconds of all rules together and of each, and all of them against a quarter of the series."""
    worlds = {"all": world(SERIES), "fewer": world(SERIES // FEWER)}
    times = in_turns({name: _subject(made) for name, made in worlds.items()}, repetitions)
    totals = {name: [sum(each) for each in zip(*found.values(), strict=True)] for name, found in times.items()}
    what = f"all rules over {SERIES:,} series of {POINTS} points"
    in_proportion = [FEWER * seconds for seconds in totals["fewer"]]
    remark = f"floor: {FEWER} times what {SERIES // FEWER:,} series take"
    return [
        Line(what, totals["all"], target=SECONDS),
        *(Line(f"  of that {name}", seconds) for name, seconds in times["all"].items()),
        Line(f"{what}, in proportion", totals["all"], in_proportion, STRAIGHT, remark),
    ]


def world(series: int) -> World:
    """So many Poisson series, 20 areas an indicator, each with the mean of its indicator as comparator."""
    chance = np.random.default_rng(20260401)
    means = 0.3 * (1000 / 0.3) ** chance.random(series)
    ends = pd.date_range("2003-03-31", periods=POINTS, freq="YE-MAR")
    counts = chance.poisson(means[:, None], (series, POINTS)).astype(float)
    made = panel(Drawn(counts, means, np.zeros(series), 0.0, ends), indicators=series // AREAS)
    newest = made.points.loc[made.series["newest"]].reset_index(drop=True)
    latest = newest.assign(group=newest["indicator"], expected=newest.groupby("indicator")["top"].transform("mean"))
    figures = made.points.assign(
        value=made.points["top"], rank=0, others=0, numerator=np.nan, denominator=np.nan, area=made.points["area_code"],
        period=made.points["ends"].dt.year.astype(str), computed=False, source="made_up", source_label="Made up",
    )  # fmt: skip
    definitions = {name: _definition(name) for name in newest["indicator"].unique()}
    return World(made, latest, figures, definitions)


def rules(made: World) -> dict[str, Callable[[], object]]:
    """Every rule over a world, in the order in which a cycle asks them; the first is what several lean on."""
    count = len(made.panel.series)
    counts, is_share = made.panel.top, made.panel.is_share
    latest, day = counts[:, -1], made.panel.points["ends"].max().date()
    known: dict[str, Any] = {}

    def expected() -> None:
        known["found"] = expectations(made.panel)

    return {
        "expectations": expected,
        "change": lambda: change_statistics(made.panel, expected=known["found"]),
        "trend": lambda: trend_statistics(made.panel, expected=known["found"]),
        "control": lambda: control_chart(counts, polarity="high_is_good"),
        "target": lambda: _target_states(latest),
        "comparator": lambda: comparator_statistics(made.latest, made.latest),
        "areas": lambda: area_statistics(known["found"], is_share, np.arange(0, count, 2), np.arange(1, count, 2)),
        "data": lambda: data_quality_issues(made.figures, made.indicators, as_at=day),
    }


def _target_states(latest: np.ndarray) -> list[str]:
    limits = zip(latest, *count_interval(latest), strict=True)
    return [target_state(value, lower, upper, 50.0, "at_most") for value, lower, upper in limits]


def _subject(made: World) -> Callable[[int], dict[str, list[float]]]:
    def measure(repetition: int) -> dict[str, list[float]]:
        return {name: [_seconds(rule)] for name, rule in rules(made).items()}

    return measure


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _definition(name: str) -> Indicator:
    words = dict.fromkeys(("title", "short_title", "owner", "why"), "Made up")
    return Indicator(
        id=name, quadrant="quantitative_data", stage="cross_cutting", kind="count", timing="flow", frequency="year",
        unit="cases", polarity="no_judgement", questions=(), review_date=pd.Timestamp("2030-04-01").date(), **words,
    )  # fmt: skip
