"""One reporting cycle: every question asked of the board's latest figures, and the few that deserve an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from indicators.areas import BOARD, BOARD_AREAS, EAST_MIDLANDS, ENGLAND
from indicators.measures import Catalogue, figures
from indicators.signals.asked import asked_of
from indicators.signals.judgements import COLUMNS
from indicators.signals.points import GROUPS, is_asked, points_of
from indicators.signals.shortlist import expected_false, shortlist
from indicators.store import Store

#: Periods that are read of each series: five years of months.
PERIODS = 60
#: Areas that a figure may cover both of the board's in one; judged where their parts have no figure.
WIDER = (BOARD, "LLR")


@dataclass(frozen=True)
class Cycle:
    """What was judged as at a day: one row a question, with the columns `judgements.COLUMNS`."""

    as_at: date
    judged: pd.DataFrame

    @cached_property
    def shortlist(self) -> pd.DataFrame:
        """The reasons to ask, the most pressing first."""
        return shortlist(self.judged)

    @property
    def questions(self) -> int:
        """How many questions were asked of figures of this cycle by which chance could raise a false alarm."""
        return int((self.judged["current"].astype(bool) & self.judged["q_chance"].notna()).sum())

    @property
    def expected_false(self) -> float:
        """How many of the lines on the shortlist to expect to be false alarms."""
        return expected_false(self.shortlist)


def judge_cycle(
    store: Store,
    catalogue: Catalogue,
    *,
    as_at: date,
    targets: pd.DataFrame,
    indicators: Iterable[str] | None = None,
    groups: Iterable[str] = GROUPS,
    only_changes: bool = False,
) -> Cycle:
    """Judge the latest figure of some indicators, or of every one, in the board's areas, for periods ended by a day.

    `targets` is the result of the query of that name. Other areas serve as comparators and tell what movement
    is usual. A figure is `current`, and may be listed, where its period ended within the year up to the day.
    Some groups of periods, or the changes alone, are judged as they are among all: no answer hangs on another group's,
    nor that to a change on other rules.
    """
    wanted = catalogue.indicators if indicators is None else indicators
    names = [name for name in wanted if is_asked(catalogue, name)]
    held = figures(store, catalogue, names, _areas(catalogue), query="latest", as_at=as_at, periods=PERIODS)
    about = {"as_at": as_at, "targets": targets, "only_changes": only_changes}
    frames = [asked_of(points_of(held, catalogue, group), held, catalogue, group=group, **about) for group in groups]
    found = pd.concat([frame for frame in frames if len(frame)] or [pd.DataFrame(columns=list(COLUMNS))])
    return Cycle(as_at, found.reset_index(drop=True))


def _areas(catalogue: Catalogue) -> list[str]:
    """The board's areas, their statistical neighbours, and what they are held against."""
    wanted: Iterable[str] = (
        *BOARD_AREAS,
        *WIDER,
        *(code for area in BOARD_AREAS for code in catalogue.neighbours.get(area, ())),
        EAST_MIDLANDS,
        ENGLAND,
    )
    return [code for code in dict.fromkeys(wanted) if code in catalogue.areas]
