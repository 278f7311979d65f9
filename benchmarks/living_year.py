"""Made-up board years, looked at while returns come in: every page for both audiences, and all that must be nothing."""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import duckdb
import streamlit as st

from benchmarks.rates import Rate, share
from benchmarks.timing import Line
from indicators import clock
from indicators.access import Audience
from indicators.demo.make import QUARTERS, DemoEvent, make_demonstration, store_of
from tests.helpers.demonstrations import DEMONSTRATION_DAY
from tests.helpers.living_year import KINDS, YearFaults, year_faults

_RETURNS = ("accepted", "withdrawn")


@dataclass(frozen=True)
class YearPlan:
    """How many years to play, how long each is, and after how many returns everything is looked at."""

    seeds: int = 20
    quarters: int = QUARTERS
    every: int = 10


@dataclass
class _Watch:
    """Looks at everything after some of a year's returns; each seed after others, so that together they see all."""

    seed: int
    every: int
    found: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    looked_at: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    seconds: list[float] = field(default_factory=list)
    returns: int = 0
    _seen: dict[tuple[Audience, str], int] = field(default_factory=dict)

    def __call__(self, folder: Path, events: Sequence[DemoEvent]) -> None:
        came = sum(event.kind in _RETURNS for event in events)
        is_due = any(number % self.every == self.seed % self.every for number in range(self.returns + 1, came + 1))
        self.returns = came
        if is_due:
            self.look(folder, after=events[-1])

    def look(self, folder: Path, *, after: DemoEvent) -> None:
        """Look at everything as it is now; what is wrong is told at once."""
        began = time.perf_counter()
        environment = {"INDICATORS_STORE": str(store_of(folder)), "INDICATORS_DATA": str(folder / "data")}
        with patch.dict(os.environ, environment):
            faults = year_faults(seen=self._seen)
        self.seconds.append(time.perf_counter() - began)
        self._add(faults, f"seed {self.seed}, {clock.today()}, after {after.agency} {after.period} {after.what}")

    def _add(self, faults: YearFaults, when: str) -> None:
        for kind in KINDS:
            self.looked_at[kind] += faults.looked_at[kind]
            self.found[kind] += [f"{when}: {said}" for said in faults.found[kind]]
            for said in faults.found[kind]:
                print(f"{when}: {kind}: {said}", file=sys.stderr, flush=True)


def year_measures(work: Path, plan: YearPlan) -> list[Rate | Line]:
    """What was wrong on any look at any of the years, of all that was looked at, and how long a look takes."""
    watches = [_watched_year(work, seed, plan) for seed in range(1, plan.seeds + 1)]
    looks = [seconds for watch in watches for seconds in watch.seconds]
    rates = []
    for kind in KINDS:
        found = [said for watch in watches for said in watch.found[kind]]
        of = sum(watch.looked_at[kind] for watch in watches)
        remark = f"first: {found[0][:200]}" if found else f"{len(looks)} looks"
        rates.append(share(f"living years: {kind}", len(found), of=of, most=0, remark=remark))
    rates.append(_repeated(work))
    return [*rates, Line("living year: every page, verdict and headline at one look", looks)]


#: What a demonstration writes, whose rows have no other keys than themselves.
_WRITTEN = ("observation", "return_event", "challenge_event", "finding_version", "action_event")


def _repeated(work: Path) -> Rate:
    """In how many tables the same seed and day give other rows the second time."""
    contents = []
    for name in ("once", "again"):
        folder = work / f"year-{name}"
        made = make_demonstration(folder, seed=1, today=DEMONSTRATION_DAY, quarters=1, anew=folder.exists())
        with duckdb.connect(str(made.store), read_only=True) as connection:
            contents.append([connection.execute(f"from {table} order by all").fetchall() for table in _WRITTEN])
    differing = sum(one != other for one, other in zip(*contents, strict=True))
    return share("living years: tables that differ when a seed is played again", differing, of=len(_WRITTEN), most=0)


def _watched_year(work: Path, seed: int, plan: YearPlan) -> _Watch:
    """A year with its looks while it went on, and one at its end."""
    # Pages keep what they made by how much happened to a store and when, which is the same for every seed.
    st.cache_data.clear()
    st.cache_resource.clear()
    watch = _Watch(seed, plan.every)
    made = make_demonstration(
        work / f"year-{seed}",
        seed=seed,
        today=DEMONSTRATION_DAY,
        quarters=plan.quarters,
        anew=(work / f"year-{seed}").exists(),
        watch=watch,
    )
    with clock.clock_set_to(DEMONSTRATION_DAY):
        watch.look(made.folder, after=made.events[-1])
    return watch
