"""The reporting cycles with figures, and everything judged in each, cached and sorted into what pages show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from indicators.catalogue.areas import BOARD_AREAS
from indicators.catalogue.periods import financial_year_of
from indicators.figures.latest import LatestFigure
from indicators.frames import frame_rows
from indicators.pages.components.session import DashboardData
from indicators.signals.cycle import Cycle, judge_cycle
from indicators.signals.judgements import FLAGGED_LEVELS

_KINDS = {
    "unusual": ("figure moved more than usual", "figures moved more than usual"),
    "real": ("real change of a usual size", "real changes of a usual size"),
    "apart": ("difference between areas", "differences between areas"),
    "target": ("target to ask about", "targets to ask about"),
    "differ": ("figure on which sources disagree", "figures on which sources disagree"),
    "data": ("other figure to check", "other figures to check"),
}


@dataclass(frozen=True)
class SortedJudgements:
    """The rows of a `judged` frame by where the page shows them; none stands in two."""

    to_challenge: pd.DataFrame
    improvements: pd.DataFrame
    standing: pd.DataFrame
    quiet: pd.DataFrame
    too_few: pd.DataFrame


def shortlist_counts(rows: pd.DataFrame) -> list[str]:
    """What a shortlist holds, counted: `2 figures moved more than usual`, `6 real changes of a usual size`, …"""
    kinds = [_kind_of(row) for row in frame_rows(rows)]
    return [f"{number} {_KINDS[name][number > 1]}" for name in _KINDS if (number := kinds.count(name))]


def improvement_counts(judgements: SortedJudgements) -> list[str]:
    """How many improvements there are, if any, in words."""
    number = len(judgements.improvements)
    return [f"{number} improvement{'s' * (number > 1)}"] if number else []


def _kind_of(row) -> str:
    if row.rule == "data":
        return "differ" if row.reason == "one_source_differs" else "data"
    if row.rule in ("target", "comparator", "areas"):
        return row.rule if row.rule == "target" else "apart"
    return row.level


def sort_judgements(cycle: Cycle) -> SortedJudgements:
    """A cycle's rows by where they are shown; figures of earlier cycles are left out."""
    shortlist, judged = cycle.shortlist.reset_index(drop=True), cycle.judged
    rest = judged[judged["current"].astype(bool) & ~judged["listed"].astype(bool)]
    better = shortlist["reading"] == "improvement"
    return SortedJudgements(
        to_challenge=shortlist[~better],
        improvements=shortlist[better],
        standing=rest[rest["level"].isin(FLAGGED_LEVELS)],
        quiet=rest[rest["level"] == "ordinary"],
        too_few=rest[rest["level"] == "too_few"],
    )


#: Where the list of each cycle is; `as_at` is the name that the address gives to its last day.
CHALLENGE_PAGE = "challenge"


@dataclass(frozen=True)
class ChangeJudgement:
    """What a change is worth: its level, the period it is against, and why it cannot be judged."""

    level: str = ""
    against: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ChangeJudgements:
    """What each change of a cycle is worth, by indicator, area and period."""

    judged: Mapping[tuple[str, str, str], ChangeJudgement]

    def of(self, latest: LatestFigure) -> ChangeJudgement:
        """What the change that a latest figure shows is worth; an empty level where that one was not judged."""
        judgement = self.judged.get(
            (latest.series.indicator.id, latest.series.area.code, latest.period), ChangeJudgement()
        )
        # Where there is too little to judge, the row may name no other period.
        return (
            judgement
            if judgement.level == "too_few" or judgement.against == latest.previous_period
            else ChangeJudgement()
        )


def judged_changes(cycle: Cycle) -> ChangeJudgements:
    """What every judged change of a cycle is worth."""
    rows = cycle.judged[cycle.judged["rule"] == "change"]
    return ChangeJudgements(
        {
            (row.indicator, row.area_code, row.period): ChangeJudgement(row.level, row.against, row.reason)
            for row in frame_rows(rows)
        }
    )


@st.cache_resource(show_spinner="Judging every figure of the cycle …", max_entries=32)
def cached_cycle(version: str, as_at: date, _data: DashboardData) -> Cycle:
    """Everything judged of figures up to a day; kept until something is written to the store.

    Shared between visitors, so nobody writes to it: a copy for each would take longer than most pages do.
    """
    return judge_cycle(_data.store, _data.catalogue, as_at=as_at, targets=_data.targets)


@st.cache_data(show_spinner=False, max_entries=8)
def year_ends(version: str, _data: DashboardData) -> dict[str, date]:
    """The financial years with figures, newest first, each with its last day."""
    ends = [stamp.date() for stamp in _data.store.query("year_ends")["year_end"]]
    return {financial_year_of(end).label: end for end in sorted(ends, reverse=True)}


@st.cache_data(show_spinner=False, max_entries=8)
def indicator_counts(version: str, _data: DashboardData) -> dict[date, int]:
    """By the last day of each financial year, how many indicators have a figure of the board's own areas."""
    counts: pd.DataFrame = _data.store.query("indicators_by_year", areas=list(BOARD_AREAS))
    return {row.year_end.date(): int(row.indicators) for row in frame_rows(counts)}


def cycle_address(as_at: date, *, known_on: date | None = None) -> str:
    """The link to the list of a cycle, with the day on which its figures are to be known, if not now."""
    known = f"&known={known_on.isoformat()}" if known_on else ""
    return f"{CHALLENGE_PAGE}?as_at={as_at.isoformat()}{known}"
